"""Every language says everything."""

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from forestall.model.words import FindingKind, Level, Scale
from forestall.warn.bands import PROBABILITY_EDGES, RATIO_EDGES
from forestall.warn.grades import BY_FIELD, BY_HAZARD, BY_PROBABILITY
from forestall.warn.language import available, chosen

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
    assert {"cyber", "vulnerability", "silence", "CBRNE", *BY_HAZARD.values(), *BY_FIELD.values()} == set(
        tree(tag)["instructions"]
    )


@EVERY
def test_it_has_words_for_every_level_scale_and_kind(tag: str) -> None:
    found = tree(tag)
    assert set(found["levels"]) == set(Level)
    assert set(found["scales"]["one"]) == set(found["scales"]["many"]) == set(Scale)
    assert set(found["findings"]) == set(FindingKind) - {FindingKind.ALERT}


def test_every_band_of_probability_has_a_certainty() -> None:
    assert len(BY_PROBABILITY) == len(PROBABILITY_EDGES) + 1


@pytest.mark.parametrize(
    ("wanted", "tag", "first"), [(("en-GB", "fr"), "en", True), (("fr", "en"), "en", False), (("fr",), "en", False)]
)
def test_the_first_language_with_wording_is_taken(wanted: tuple[str, ...], tag: str, first: bool) -> None:
    language, is_first = chosen(wanted)
    assert (language.tag, is_first) == (tag, first)
