"""Several due times of one clock, and what starts it."""

import dataclasses
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from forestall.core.errors import InputError
from forestall.follow.stage import Work, follow
from forestall.model.duty import Obligation, Occasion
from forestall.model.evidence import Evidence, Given, Verdict
from forestall.model.words import ObligationState, Trigger

NIS2 = ("warning PT24H", "notice PT72H", "report P1M after notice")
WITHDRAWN, DONE = ObligationState.WITHDRAWN, ObligationState.DONE


def dues(found: tuple[Obligation, ...]) -> dict[str, datetime]:
    return {each.step: each.due for each in found}


def shown(owed: Obligation, when: datetime) -> Given:
    evidence = Evidence(f"e-{owed.id}", owed.id, "receipt", when, when, "a", sha256="0" * 64)
    return Given((evidence,), (Verdict(evidence.id, True, "seen", "b", when),))


def test_the_clock_of_an_incident_has_three_due_times(kit: SimpleNamespace) -> None:
    place = kit.place([kit.duty("incident", Trigger.FINDING, steps=NIS2)])
    at = datetime(2026, 1, 28, 6, tzinfo=UTC)
    found = follow(place, kit.plan(), (), (kit.finding("f1", at),), (), at)
    assert dues(found) == {
        "warning": at + timedelta(hours=24),
        "notice": at + timedelta(hours=72),
        "report": datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC),
    }
    assert [each.title for each in found] == [
        f"Do incident: Intrusion ({name})" for name in ("warning", "notice", "report")
    ]
    later = follow(place, kit.plan(), (), (kit.finding("f1", at),), found, at + timedelta(hours=12))
    assert dues(later) == dues(found)


@pytest.mark.parametrize(("hours", "report"), [(5, 28), (72, 28), (300, 28)])
def test_a_step_after_another_runs_from_when_that_was_done_but_being_late_buys_no_time(
    kit: SimpleNamespace, hours: int, report: int
) -> None:
    place = kit.place([kit.duty("incident", Trigger.FINDING, steps=NIS2)])
    at = datetime(2026, 1, 25, 6, tzinfo=UTC)
    findings = (kit.finding("f1", at),)
    found = follow(place, kit.plan(), (), findings, (), at)
    notice = next(each for each in found if each.step == "notice")
    work = Work({notice.id: shown(notice, at + timedelta(hours=hours))})
    known = follow(place, kit.plan(), (), findings, found, at + timedelta(hours=hours), work)
    again = follow(place, kit.plan(), (), findings, known, at + timedelta(hours=hours + 1), work)
    assert next(each for each in again if each.step == "notice").state is DONE
    expected = 25 if hours == 5 else report
    assert dues(again)["report"] == datetime(2026, 2, expected, 23, 59, 59, tzinfo=UTC)


def test_a_finding_that_goes_takes_its_clock_along_unless_a_step_was_begun(kit: SimpleNamespace) -> None:
    place = kit.place([kit.duty("incident", Trigger.FINDING, steps=NIS2)])
    known = follow(place, kit.plan(), (), (kit.finding("f1", kit.at),), (), kit.at)
    later = kit.at + timedelta(hours=5)
    assert {each.state for each in follow(place, kit.plan(), (), (), known, later)} == {WITHDRAWN}
    begun = tuple(dataclasses.replace(each, state=DONE) if each.step == "warning" else each for each in known)
    assert WITHDRAWN not in {each.state for each in follow(place, kit.plan(), (), (), begun, later)}


def test_a_plan_starts_a_clock_once(kit: SimpleNamespace) -> None:
    place = kit.place([kit.duty("publish", Trigger.PLAN, steps=("draft P1W", "final P1W after draft"))])
    first = follow(place, kit.plan("wall"), (), (), (), kit.at)
    again = follow(place, kit.plan("wall"), (), (), first, kit.at + timedelta(days=3))
    assert dues(first) == dues(again)
    assert dues(first)["final"] - dues(first)["draft"] == timedelta(days=7)


@pytest.mark.parametrize("steps", [("notice",), ("notice PT3D",), ("b P1M after a", "a P1D"), ("a P0D",)])
def test_steps_that_cannot_be_read_name_the_duty(kit: SimpleNamespace, steps: tuple[str, ...]) -> None:
    place = kit.place([kit.duty("publish", Trigger.PLAN, steps=steps)])
    with pytest.raises(InputError, match="expected"):
        follow(place, kit.plan("wall"), (), (), (), kit.at)


@pytest.mark.parametrize("trigger", [Trigger.CASE, Trigger.BREAK_GLASS])
def test_a_case_and_an_emergency_access_make_owed_until_it_is_done(kit: SimpleNamespace, trigger: Trigger) -> None:
    place = kit.place([kit.duty(f"look_{b}", trigger, b) for b in ("nation", "city", "town")])
    work = Work(occasions=(Occasion(trigger, "7", "noise at the pump", kit.at, "city"),))
    known = follow(place, kit.plan(), (), (), (), kit.at + timedelta(hours=1), work)
    assert {(each.bearer, each.origin) for each in known} == {("nation", f"{trigger}:7"), ("city", f"{trigger}:7")}
    assert {each.due for each in known} == {kit.at + timedelta(hours=24)}
    closed = follow(place, kit.plan(), (), (), known, kit.at + timedelta(days=2))
    assert {each.state for each in closed} == {ObligationState.OVERDUE}
    assert len({each.id for each in (*known, *closed)}) == 2


def test_an_occasion_of_no_authority_concerns_the_top_one(kit: SimpleNamespace) -> None:
    place = kit.place([kit.duty(f"look_{b}", Trigger.BREAK_GLASS, b) for b in ("nation", "city")])
    work = Work(occasions=(Occasion(Trigger.BREAK_GLASS, "1", "emergency access 1", kit.at),))
    assert [each.bearer for each in follow(place, kit.plan(), (), (), (), kit.at, work)] == ["nation"]


def test_what_is_kept_elsewhere_is_shown_as_it_is_and_never_withdrawn(kit: SimpleNamespace) -> None:
    justify = Obligation("justify-1", "Justify", "office", "emergency:1", kit.at, kit.at, ObligationState.OPEN)
    found = follow(kit.place(), kit.plan(), (), (), (justify,), kit.at, Work(apart=(justify,)))
    assert found == (justify,)
