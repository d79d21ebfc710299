"""Every language says everything."""

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from forestall.model.words import FindingKind, Level, Scale
from forestall.standards.cap.rules import CATEGORY
from forestall.warn.bands import PROBABILITY_EDGES, RATIO_EDGES
from forestall.warn.grades import BY_FIELD, BY_HAZARD, BY_PROBABILITY
from forestall.warn.language import available, language_of, spoken


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(node, str):
        yield path, node


def words(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


EVERY = pytest.mark.parametrize("tag", available())


def tree(tag: str) -> dict[str, Any]:
    return tomllib.loads((files("forestall.warn") / "languages" / f"{tag}.toml").read_text(encoding="utf-8"))


def keys(node: Any, path: str = "") -> set[str]:
    if not isinstance(node, dict):
        return {path}
    return set().union(*(keys(value, f"{path}.{key}") for key, value in node.items()))


@EVERY
def test_it_has_the_sentences_of_english(tag: str) -> None:
    assert keys(tree(tag)) == keys(tree("en"))


@EVERY
def test_it_has_a_word_for_every_band(tag: str) -> None:
    bands = tree(tag)["bands"]
    assert (len(bands["ratio"]), len(bands["probability"])) == (len(RATIO_EDGES) + 1, len(PROBABILITY_EDGES) + 1)


@EVERY
def test_it_has_an_instruction_for_every_category(tag: str) -> None:
    found = tree(tag)
    assert set(found["public"]) == set(CATEGORY)
    assert set(found["instructions"]) == {"cyber", "vulnerability", "silence", *CATEGORY}
    assert {*BY_HAZARD.values(), *BY_FIELD.values()} <= set(CATEGORY)


@EVERY
def test_it_has_words_for_every_level_scale_and_kind(tag: str) -> None:
    found = tree(tag)
    assert set(found["levels"]) == set(Level)
    assert set(found["scales"]["one"]) == set(found["scales"]["many"]) == set(Scale)
    assert set(found["findings"]) == set(FindingKind) - {FindingKind.ALERT}


@EVERY
def test_its_sentences_ask_for_the_same_words_as_english(tag: str) -> None:
    assert {path: words(text) for path, text in leaves(tree(tag))} == {
        path: words(text) for path, text in leaves(tree("en"))
    }


@EVERY
def test_it_is_written_in_its_own_script(tag: str) -> None:
    scripts = {"ar": ("\u0600", "\u06ff"), "zh": ("\u4e00", "\u9fff")}
    first, last = scripts.get(tag, ("A", "\u024f"))
    assert all(
        any(first <= char <= last for char in re.sub(r"{\w+}", "", text)) or "{title}" in text
        for path, text in leaves(tree(tag))
        if path.startswith((".public", ".instructions", ".events", ".risk"))
    )


def test_a_name_keeps_its_direction_within_a_sentence_from_right_to_left() -> None:
    arabic = language_of("ar")
    said = arabic.say("events.flood.headline", where="Haven \u2067North\u2066")
    assert said == "فيضان في \u2068Haven \u2067North\u2066\u2069".replace("\u2067", "").replace("\u2066", "")
    assert arabic.say("words.cancel_headline", headline=arabic.say("events.flood.event")).count("\u2068") == 0


@pytest.mark.parametrize(("tag", "text"), [("en", "12,345.5"), ("fr", "12 345,5"), ("zh", "12,345.5")])
def test_numbers_have_the_marks_of_the_language(tag: str, text: str) -> None:
    assert language_of(tag).number(12345.5) == text


def test_a_place_is_warned_in_each_of_its_languages_once() -> None:
    assert [each.tag for each in spoken(("fr-CA", "en", "fr-FR", "xx", "ar"))] == ["fr", "en", "ar"]


def test_every_band_of_probability_has_a_certainty() -> None:
    assert len(BY_PROBABILITY) == len(PROBABILITY_EDGES) + 1


@pytest.mark.parametrize(("wanted", "tag"), [(("en-GB", "fr"), "en"), (("xx", "fr"), "fr"), (("xx",), "en")])
def test_the_first_language_with_wording_is_taken(wanted: tuple[str, ...], tag: str) -> None:
    assert spoken(wanted)[0].tag == tag
