"""What messages say to people, in each language."""

import string
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest

from forestall.model.alert import Alert, Area, Wording
from forestall.warn.channel import Item, Message
from forestall.warn.notice import language, notice, wording

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
FOLDER = files("forestall.warn") / "templates"
TAGS = ("ar", "en", "es", "fr", "zh")
FIRST = Alert(
    identifier="a-1",
    sender="warning.haven.example",
    sent=START,
    status="Actual",
    msg_type="Alert",
    scope="Public",
    category="Met",
    event="Flood",
    urgency="Expected",
    severity="Severe",
    certainty="Likely",
    headline="High water",
    description="The river rises.",
    instruction="Close the gates.",
    effective=START,
    expires=START + timedelta(days=1),
    areas=(Area("Town of Haven"),),
    subject="risk:flood",
    translations=(Wording("fr", "Crue", "Hautes eaux", "La rivière monte.", "Fermez les vannes."),),
)


def message(*items: Item, tag: str = "en") -> Message:
    return Message("delivery-1", START, "Duty desk", "Haven", "haven.example", tag, "Europe/Lisbon", items)


def item(kind: str = "Alert", **more: object) -> Item:
    return Item(replace(FIRST, msg_type=kind), b"", **more)  # type: ignore[arg-type]


def leaves(tree: dict[str, object], path: str = "") -> dict[str, set[str]]:
    """Every sentence of a language by its path, with the words that are filled in."""
    found: dict[str, set[str]] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            found |= leaves(value, f"{path}{key}.")
        else:
            found[path + key] = {name for _, name, _, _ in string.Formatter().parse(str(value)) if name}
    return found


@pytest.mark.parametrize("tag", TAGS)
def test_each_language_has_every_sentence_with_the_same_words_filled_in(tag: str) -> None:
    texts = {name: tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")) for name in ("en", tag)}
    assert leaves(texts[tag]) == leaves(texts["en"])


@pytest.mark.parametrize(
    ("one", "line"),
    [
        (item(), "[Severe] High water"),
        (item("Update", known=True), "[Severe] Update: High water"),
        (item("Update"), "[Severe] High water"),  # the first that reaches these readers is no update to them
        (item("Cancel", known=True), "Withdrawn: High water"),
        (item("Cancel", missed=(FIRST,)), "Over before it could be delivered: High water"),
        (item(escalated=True), "Not acknowledged: High water"),
    ],
)
def test_the_line_says_what_kind_of_message_it_is(one: Item, line: str) -> None:
    assert notice(message(one)).line == line


def test_an_exercise_cannot_be_taken_for_the_real_thing() -> None:
    said = notice(message(Item(replace(FIRST, status="Exercise"), b"")))
    assert said.line == "EXERCISE: [Severe] High water"
    assert said.text.startswith("EXERCISE: ")


@pytest.mark.parametrize(
    ("tag", "line"),
    [
        ("fr-CA", "[Grave] Hautes eaux"),
        ("zh-Hant-TW", "[严重] High water"),
        ("es", "[Grave] High water"),
        ("ar", "[شديد] \N{FIRST STRONG ISOLATE}High water\N{POP DIRECTIONAL ISOLATE}"),
        ("tlh", "[Severe] High water"),
    ],
)
def test_the_audience_reads_its_language_where_there_are_words_for_it(tag: str, line: str) -> None:
    assert notice(message(item(), tag=tag)).line == line


def test_a_digest_lists_all_and_then_says_each() -> None:
    other = Item(replace(FIRST, headline="Fire", subject="risk:fire"), b"")
    said = notice(message(item(), other), missing=1)
    assert said.line == "2 warnings for Duty desk"
    assert said.text.startswith("* [Severe] High water\n* [Severe] Fire\n\n")
    assert "1 messages are not attached" in said.text


def test_the_line_holds_nothing_that_a_header_could_not() -> None:
    said = notice(message(Item(replace(FIRST, headline="a\r\nBcc: b\x00\u2028c" + "x" * 400), b"")))
    assert said.line.isprintable()
    assert len(said.line) <= 200


def test_right_to_left_is_known_of_the_language() -> None:
    assert language("ar").right_to_left
    assert not language("zh").right_to_left
    assert wording(FIRST, "fr").headline == "Hautes eaux"
    assert wording(FIRST, "de").headline == "High water"
