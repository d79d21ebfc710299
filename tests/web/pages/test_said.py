"""Pages say the sentences of stages in the reader's language; files and records keep the English ones."""

import pytest

from forestall.model.words import FindingKind
from forestall.outlook.pages.day import day
from forestall.web.said import sayer

OURS = frozenset(FindingKind) - {FindingKind.SIGMA, FindingKind.ALERT}


@pytest.mark.parametrize("code", ["fr", "es", "ar", "zh"])
def test_every_sentence_that_a_stage_makes_is_known(town_pages, code: str) -> None:
    given = town_pages.service.picture.shown.given
    shown = day(given, None)
    made = [*shown.sentence, *(each.reason for each in shown.fields), *(each.why for each in given.plan.choices)]
    made += [each.title for each in given.detection.findings if each.kind in OURS]
    made += [each.detail for each in given.detection.findings if each.kind is not FindingKind.VULNERABILITY]
    made += [each.what for risk in given.assessment.risks for each in risk.drivers if each.kind != "finding"]
    made += [each.headline for each in given.alerts_open if not each.by_hand]
    say = sayer(code)
    assert len(made) > 20
    assert [each for each in made if say(each) == each] == []


def test_the_first_page_says_them_in_the_language_of_the_reader(town_pages) -> None:
    english, french = town_pages.get("/"), _in(town_pages, "fr", "/")
    assert "overdue." in english.said or "is overdue" in english.said or "are overdue" in english.said
    for words in ("overdue", "times as likely as usual", "The plan removes", "warnings are in force"):
        assert words not in french.said
    assert "fois plus probable que d’habitude" in french.said


def test_only_a_text_that_is_not_translated_has_a_direction_of_its_own(town_pages) -> None:
    for code, own in (("ar", []), ("en", ["auto"])):
        sentences = _in(town_pages, code, "/").html.xpath("//div[@class='day']/p")
        assert sentences
        assert [each.get("dir") for each in sentences] == len(sentences) * (own or [None])


def test_a_file_keeps_the_english_of_the_record(town_pages) -> None:
    path = "/queue?form=json&table=queue"
    rows = town_pages.get(path).json["rows"]
    assert _in(town_pages, "fr", path).json["rows"] == rows


def test_what_was_typed_into_a_form_is_not_translated(town_pages) -> None:
    page = _in(town_pages, "fr", "/search?q=No warning is in force.")
    assert page.html.xpath("//input[@name='q' and @value='No warning is in force.']")


def _in(pages, code: str, path: str):
    pages.cookies["forestall-language"] = code
    try:
        return pages.get(path)
    finally:
        del pages.cookies["forestall-language"]
