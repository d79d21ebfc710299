"""One alert in several languages, through its whole life."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from forestall.model.alert import Alert
from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.risk import Assessment
from forestall.warn.channels.cap import to_cap
from forestall.warn.content import LONGEST_HEADLINE, shortened
from forestall.warn.stage import warn
from forestall.warn.translation import noted, withdrawn

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
TAGS = ("en", "fr", "es", "pt", "ar", "zh")


@pytest.fixture
def many(place: Place) -> Place:
    return replace(place, profile=replace(place.profile, languages=TAGS))


@pytest.fixture
def alert(many: Place, plan: Plan, assessment: Callable[..., Assessment]) -> Alert:
    (found,) = warn(many, (), assessment(4.5), plan, (), START).messages
    return found


def test_a_pass_warns_in_every_language_of_the_place(alert: Alert) -> None:
    infos = to_cap(alert).info
    assert tuple(info.language for info in infos) == TAGS
    assert len({info.headline for info in infos}) == len(TAGS)
    assert len({info.instruction for info in infos}) == len(TAGS)
    assert len({(info.severity, info.urgency, info.category, info.area) for info in infos}) == 1


def test_a_further_language_is_news_and_nothing_else_about_translations_is(
    many: Place, place: Place, plan: Plan, assessment: Callable[..., Assessment], alert: Alert
) -> None:
    later = START + timedelta(minutes=10)
    assert warn(many, (), assessment(4.5), plan, (alert,), later).messages == ()
    (again,) = warn(place, (), assessment(4.5), plan, (alert,), later).messages
    assert (again.msg_type, again.translations) == ("Update", ())


def test_its_end_is_told_in_each_of_its_languages(alert: Alert) -> None:
    over = withdrawn(alert)
    said = [over.headline, *(each.headline for each in over.translations)]
    starts = ("Over: ", "Terminé : ", "Terminado: ", "Terminado: ", "انتهى: ", "解除：")
    assert [text.startswith(start) for text, start in zip(said, starts, strict=True)] == [True] * len(TAGS)
    assert {each.instruction for each in over.translations} == {""}


def test_a_sentence_is_added_in_each_language_once(alert: Alert) -> None:
    once = noted(alert, "words.blind", sources="Gauge 4")
    assert all("Gauge 4" in text for text in (once.description, *(each.description for each in once.translations)))
    assert noted(once, "words.blind", sources="Gauge 4") == once


def test_a_headline_that_is_cut_leaves_nothing_isolated_open() -> None:
    cut = shortened("فيضان في " + "\u2068" + "Haven " * 60 + "\u2069")
    assert (cut.count("\u2068"), len(cut) <= LONGEST_HEADLINE) == (cut.count("\u2069"), True)


def test_what_everybody_reads_tells_everybody_what_to_do(
    many: Place, plan: Plan, assessment: Callable[..., Assessment], finding: Callable[..., Finding]
) -> None:
    found = warn(many, (finding(),), assessment(1.0), plan, (), START).messages
    audiences = {each.scope: each.audience for each in found}
    assert set(audiences) <= {"Public", "Restricted"}
    for each in found:
        public = each.scope == "Public"
        assert each.audience.startswith("Everybody" if public else "Offices")
