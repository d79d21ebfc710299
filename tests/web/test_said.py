"""Sentences of stages in other languages: recognised, with their values; what people wrote is left alone."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.outlook.said import FIGURE, REFUSAL, Said, patterns
from forestall.outlook.sentences import PATTERNS
from forestall.outlook.worded import worded
from forestall.outlook.wording import Wording, age, percent, rate, span
from forestall.web.language import LANGUAGES, catalogue
from forestall.web.said import sayer

OTHERS = [each.code for each in LANGUAGES[1:]]
EVERY = [(family, each) for family, some in PATTERNS.items() for each in some]
SAMPLES = {
    "n": "12",
    "field": "cyber",
    "fields": "social and political",
    "level": "high",
    "status": "stale",
    "scale": "deaths",
    "proof": "waiting",
    "severity": "severe",
    "certainty": "likely",
    "trend": "up",
    "day": "Mon",
    "month": "May",
    "when": "2031-03-09T00:00:00Z",
    "figure": "0.42",
    "unit": "reports/day",
    "known": "stated loss",
    "names": "zeta and eta",
    "drivers": "Zeta (×3)",
    "reason": "does not fit beside the plan",
    "touched": "names no area, taken for the whole place",
    "where": "on zeta",
    "percent": "38 %",
    "detector": "seasonal",
    "need": "verdict",
    "effect": "frequency",
    "target": "scenario",
    "thing": "alert",
    "audience": "office",
    "sector": "W",
    "stability": "D",
    "guideline": "AEGL-2",
    "density": "12",
    "load": "12 (mg/m3)^2.75",
    "site": "hospital",
    "service": "power",
    "chain": "which failed",
    "zone": "zeta, AEGL-2, wind from W 12 m/s D",
    "bound": "12 mg/m3 for 12 min (US EPA, AEGL-2)",
    "refusal": "there is none",
    "harm": "windows break",
}


def filled(pattern: str) -> str:
    return re.sub(r"%\((\w+?)\d*\)s", lambda hole: SAMPLES.get(hole[1], "Zeta"), pattern).replace("%%", "%")


@pytest.mark.parametrize("code", OTHERS)
def test_every_pattern_is_translated_and_recognised_with_its_values(code: str) -> None:
    say, texts = sayer(code), catalogue(code).texts
    for family, pattern in EVERY:
        assert pattern in texts, pattern
        english = filled(pattern)
        found = say(english, family)
        if texts[pattern] != (pattern,):
            assert found != english, english
        for value in ("12", "Zeta", "reports/day"):
            assert found.count(value) >= min(english.count(value), 1), (english, found)


def test_no_pattern_stands_behind_one_that_takes_its_sentence() -> None:
    """The first that fits wins: each sentence finds its own pattern, or one that says the same."""
    texts = {pattern: (f"<{number}> {pattern}",) for number, (_family, pattern) in enumerate(EVERY)}
    say = Said(patterns(PATTERNS, lambda text: texts.get(text, (text,))[0]), lambda text: text)
    numbers = {pattern: number for number, (_family, pattern) in enumerate(EVERY)}
    taken = {
        pattern: say(filled(pattern), family)
        for family, pattern in EVERY
        if not say(filled(pattern), family).startswith(f"<{numbers[pattern]}>")
    }
    assert taken == {}


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize(
    "written",
    ["Pump 3 leaks again", "Call the mill: the gate is stuck; send somebody", "%(n)s %s 100 %", "", "  ", "{x}"],
)
def test_what_people_wrote_stays_as_it_is(code: str, written: str) -> None:
    assert sayer(code)(written) == written


@given(st.text(max_size=80))
def test_any_text_can_be_said_and_in_english_stays_the_same(text: str) -> None:
    assert sayer("en")(text) == text
    assert isinstance(sayer("ar")(text), str)


def test_a_sentence_has_its_parts_in_the_language() -> None:
    say = sayer("fr")
    day = "Social and political are raised too."
    assert say(day) == "Social et politique\u00a0: également accru."
    inner = say("Territorial is high: “A storm” is 14 times as likely as usual because of “Gauge: no new data”.")
    assert "Gauge\u00a0: pas de nouvelles données" in inner
    assert "A storm" in inner
    assert say("Tell the mayor: Raised risk (more than 100 times as likely as usual): A flood").startswith(
        "Tell the mayor: Risque accru"
    )


def test_what_a_reader_did_not_take_says_its_line_and_bounds() -> None:
    say = sayer("fr")
    found = say("series/nature.csv, line 349: river_level is 23.4, expected 0 to 9", REFUSAL)
    assert found.replace("\u00a0", " ") == "series/nature.csv, ligne 349 : river_level vaut 23.4, attendu de 0 à 9"
    twice = say("log.csv, line 7: found 3 cells, expected 4 (2 times)", REFUSAL)
    assert twice.replace("\u00a0", " ") == "log.csv, ligne 7 : trouvé 3 cellules, attendu 4 (2 fois)"


def test_a_title_with_the_words_of_a_pattern_is_not_turned_round() -> None:
    """`… at …` is cut only where the part before it is a sentence of ours."""
    title = "Intruder changed a controller at a terminal in Ossary, high"
    assert sayer("fr")(title) == "Intruder changed a controller at a terminal in Ossary, élevé"


def test_numbers_and_times_are_said_too() -> None:
    say = sayer("es")
    assert say(rate(1 / 31), FIGURE).replace("\u00a0", " ") == "una vez en 31 años"
    assert say(age(72), FIGURE) == "3\u00a0días"
    assert say(percent(1e-6), FIGURE).replace("\u00a0", " ") == "1 de cada 1 M"
    assert say("EUR\u00a01.2\u00a0M", FIGURE) == "EUR\u00a01.2\u00a0M"
    assert span(None) == "no data"
    assert say("no data", FIGURE) == "sin datos"


def test_a_time_has_its_day_and_month_in_the_language(harbour_words: Wording) -> None:
    when = datetime(2031, 5, 9, 6, tzinfo=UTC)
    assert worded(harbour_words, sayer("fr")).moment(when).replace("\u00a0", " ") == "ven. 9 mai 07:00"
    assert worded(harbour_words, sayer("zh")).moment(when).replace("\u00a0", " ") == "5月9日 周五 07:00"
    assert "2031年5月9日" in worded(harbour_words, sayer("zh")).full(when).replace("\u00a0", " ")
    assert worded(harbour_words, sayer("en")).moment(when) == harbour_words.moment(when)


def test_a_value_keeps_its_direction_within_an_arabic_sentence() -> None:
    assert "\u2068Zeta pump\u2069" in sayer("ar")("Zeta pump: no data")
    assert "\u2068" not in sayer("fr")("Zeta pump: no data")


@pytest.fixture
def harbour_words() -> Wording:
    return Wording("EUR", ZoneInfo("Europe/Lisbon"), datetime(2031, 3, 10, 6, tzinfo=UTC))
