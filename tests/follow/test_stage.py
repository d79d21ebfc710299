"""What is owed, by whom, by when, over passes."""

import dataclasses
import random
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from forestall.core.errors import InputError
from forestall.follow.occurrence import MOST_BACK
from forestall.follow.stage import follow
from forestall.model.duty import Obligation
from forestall.model.place import Place
from forestall.model.words import FindingKind, Level, ObligationState, Trigger

OPEN, SOON = ObligationState.OPEN, ObligationState.DUE_SOON
OVERDUE, DONE, WITHDRAWN = ObligationState.OVERDUE, ObligationState.DONE, ObligationState.WITHDRAWN


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def run(kit: SimpleNamespace, place: Place, **given: object) -> tuple[Obligation, ...]:
    """One pass; what is not given is empty."""
    return follow(
        place,
        given.get("plan", kit.plan()),
        given.get("alerts", ()),
        given.get("findings", ()),
        given.get("known", ()),
        given.get("at", kit.at),
    )


def states(found: tuple[Obligation, ...]) -> list[tuple[datetime, ObligationState]]:
    return [(each.due, each.state) for each in found]


def marked(found: tuple[Obligation, ...]) -> tuple[Obligation, ...]:
    return tuple(dataclasses.replace(each, state=DONE) for each in found)


# the calendar


def test_a_calendar_duty_shows_the_newest_done_the_undone_past_and_the_next(kit: SimpleNamespace):
    duty = kit.yearly("drill", "P1M", date(2025, 10, 31), last_done=date(2025, 12, 31))
    assert states(run(kit, kit.place([duty]))) == [
        (utc(2026, 1, 31, 23, 59, 59), OVERDUE),
        (utc(2026, 2, 28, 23, 59, 59), OVERDUE),
        (utc(2026, 3, 31, 22, 59, 59), OPEN),
        (utc(2025, 12, 31, 23, 59, 59), DONE),
    ]


def test_an_occurrence_is_due_soon_within_the_hours_of_its_duty(kit: SimpleNamespace):
    duty = kit.yearly("drill", None, date(2026, 3, 12), within=48.0)
    assert states(run(kit, kit.place([duty]), at=utc(2026, 3, 10, 23)))[0][1] is OPEN
    assert states(run(kit, kit.place([duty]), at=utc(2026, 3, 11)))[0][1] is SOON


def test_an_occurrence_is_owed_until_the_last_second_of_its_local_day(kit: SimpleNamespace):
    duty = kit.yearly("drill", None, date(2026, 3, 29))
    assert states(run(kit, kit.place([duty]), at=utc(2026, 3, 29, 22, 59, 59)))[0][1] is SOON
    assert states(run(kit, kit.place([duty]), at=utc(2026, 3, 29, 23)))[0][1] is OVERDUE


def test_a_due_day_on_a_holiday_before_a_weekend_moves_to_monday(kit: SimpleNamespace):
    duty = kit.yearly("audit", None, date(2026, 4, 3), working_time=True)
    assert run(kit, kit.place([duty]))[0].due == utc(2026, 4, 6, 22, 59, 59)


def test_older_undone_occurrences_are_counted_where_they_are_not_shown(kit: SimpleNamespace):
    duty = kit.yearly("round", "P1D", date(2026, 1, 1))
    found = run(kit, kit.place([duty]))
    overdue = [each for each in found if each.state is OVERDUE]
    assert len(overdue) == MOST_BACK
    assert overdue[0].title == "Do round (44 earlier times not shown)"


def test_one_missed_time_is_not_forgotten_when_many_later_ones_are_done(kit: SimpleNamespace):
    place = kit.place([kit.yearly("round", "P1D", date(2026, 1, 1))])
    known: tuple[Obligation, ...] = ()
    for day in range(60):
        at = utc(2026, 1, 2, 6) + timedelta(days=day)
        known = run(kit, place, known=known, at=at)
        missed = utc(2026, 1, 1, 23, 59, 59)
        known = tuple(dataclasses.replace(o, state=DONE) if missed < o.due < at else o for o in known)
    overdue = [each for each in known if each.state is OVERDUE]
    assert [(each.due, each.title, each.escalated_to) for each in overdue] == [(missed, "Do round", "nation")]


def test_an_occurrence_that_is_put_off_before_it_is_due_is_withdrawn(kit: SimpleNamespace):
    known = run(kit, kit.place([kit.yearly("drill", None, date(2026, 4, 1))]))
    found = run(kit, kit.place([kit.yearly("drill", None, date(2026, 5, 1))]), known=known)
    assert [each.state for each in found] == [OPEN, WITHDRAWN]


def test_a_later_last_done_turns_what_was_overdue_into_done(kit: SimpleNamespace):
    duty = kit.yearly("drill", "P1M", date(2025, 12, 31))
    known = run(kit, kit.place([duty]))
    assert [each.state for each in known].count(OVERDUE) == 3
    done = kit.place([dataclasses.replace(duty, last_done=date(2026, 2, 28))])
    found = run(kit, done, known=known)
    assert [each.state for each in found] == [OPEN, DONE, DONE, DONE]
    assert [each.state for each in run(kit, done, known=found)] == [OPEN, DONE]


def test_a_duty_that_is_struck_out_is_withdrawn_once_and_then_gone(kit: SimpleNamespace):
    known = run(kit, kit.place([kit.yearly("drill", None, date(2026, 3, 1))]))
    found = run(kit, kit.place(), known=known)
    assert [each.state for each in found] == [WITHDRAWN]
    assert run(kit, kit.place(), known=found) == ()


def test_an_interval_that_cannot_be_read_names_the_duty(kit: SimpleNamespace):
    with pytest.raises(InputError, match=r"duties.csv: duty drill: every: duration 'P1H'"):
        run(kit, kit.place([kit.yearly("drill", "P1H", date(2026, 3, 1))]))


def test_a_duty_of_the_calendar_without_a_first_day_is_refused(kit: SimpleNamespace):
    with pytest.raises(InputError, match="duty drill"):
        run(kit, kit.place([kit.duty("drill", Trigger.CALENDAR, every="P1Y")]))


@pytest.mark.parametrize(
    ("every", "working", "zone"),
    [
        ("P1M", True, "Europe/Lisbon"),
        ("P2W", False, "America/Santiago"),
        ("P1Y", True, "Asia/Shanghai"),
        ("P45D", True, "UTC"),
    ],
)
def test_over_ten_years_of_days_each_occurrence_comes_once_and_none_is_missed(
    kit: SimpleNamespace, every: str, working: bool, zone: str
):
    """Some are done early, some late, some never; each must open once, keep its id and day, and end done or overdue."""
    profile = dataclasses.replace(kit.profile, time_zone=zone)
    place = kit.place(
        [kit.yearly("drill", every, date(2026, 1, 31), working_time=working, within=240.0)], profile=profile
    )
    rng = random.Random(every)
    habit = {}
    seen: dict[str, list[Obligation]] = {}
    known: tuple[Obligation, ...] = ()
    for step in range(3653):
        at = utc(2026, 1, 1, 6) + timedelta(days=step)
        known = run(kit, place, known=known, at=at)
        assert len({each.id for each in known}) == len(known)
        for each in known:
            seen.setdefault(each.id, []).append(each)
            habit.setdefault(each.id, rng.choice((-2, 0, 5)))
        known = tuple(
            dataclasses.replace(o, state=DONE) if at >= o.due + timedelta(days=habit[o.id]) else o for o in known
        )
    due = {name: {each.due for each in rows} for name, rows in seen.items()}
    assert all(len(days) == 1 for days in due.values())
    assert all(rows[0].state is OPEN for rows in seen.values())
    passed = [rows for rows in seen.values() if rows[0].due < utc(2035, 12, 1)]
    assert all(any(each.state is DONE for each in rows) for rows in passed)
    late = [rows for rows in passed if habit[rows[0].id] == 5]
    assert late
    assert all(any(each.state is OVERDUE for each in rows) for rows in late)
    count = {"P1M": 121, "P2W": 261, "P1Y": 11, "P45D": 82}[every]
    assert abs(len(seen) - count) <= 1


# the plan


def test_a_chosen_measure_is_owed_by_its_lead_time_after_it_was_first_known(kit: SimpleNamespace):
    place = kit.place(measures=[kit.measure("wall", lead=6.0)])
    first = run(kit, place, plan=kit.plan("wall"))
    assert [(o.bearer, o.origin, o.created, o.due) for o in first] == [
        ("city", "measure:wall", kit.at, utc(2026, 9, 10, 22, 59, 59))
    ]
    later = run(kit, place, plan=kit.plan("wall"), known=first, at=kit.at + timedelta(days=40))
    assert later == first


def test_a_lead_of_months_and_a_half_counts_the_half_in_days(kit: SimpleNamespace):
    place = kit.place(measures=[kit.measure("wall", lead=0.5)])
    assert run(kit, place, plan=kit.plan("wall"))[0].due == utc(2026, 3, 25, 23, 59, 59)


def test_a_measure_no_longer_in_the_plan_is_withdrawn_once_and_then_gone(kit: SimpleNamespace):
    place = kit.place(measures=[kit.measure("wall", lead=6.0)])
    found = run(kit, place, known=run(kit, place, plan=kit.plan("wall")))
    assert [each.state for each in found] == [WITHDRAWN]
    assert run(kit, place, known=found) == ()


def test_a_measure_that_is_done_stays_done_while_it_is_in_the_plan(kit: SimpleNamespace):
    place = kit.place(measures=[kit.measure("wall", lead=6.0)])
    known = marked(run(kit, place, plan=kit.plan("wall")))
    found = run(kit, place, plan=kit.plan("wall"), known=known, at=kit.at + timedelta(days=900))
    assert [each.state for each in found] == [DONE]


def test_a_duty_on_the_plan_is_owed_once_for_each_plan(kit: SimpleNamespace):
    place = kit.place([kit.duty("publish", Trigger.PLAN, within=72.0)])
    first = run(kit, place, plan=kit.plan("wall", "pump"))
    again = run(kit, place, plan=kit.plan("pump", "wall"), known=first, at=kit.at + timedelta(hours=1))
    assert [each.id for each in first] == [each.id for each in again]
    other = run(kit, place, plan=kit.plan("wall"), known=again)
    assert sorted(each.state for each in other) == [OPEN, WITHDRAWN]


def test_a_plan_of_nothing_makes_nothing_owed(kit: SimpleNamespace):
    assert run(kit, kit.place([kit.duty("publish", Trigger.PLAN)])) == ()


# alerts


def test_an_alert_is_answered_within_working_hours_across_a_weekend(kit: SimpleNamespace):
    place = kit.place([kit.duty("answer", Trigger.ALERT, within=24.0, working_time=True)])
    found = run(kit, place, alerts=(kit.alert("a1", utc(2026, 3, 6, 15)),))
    assert [(o.created, o.due, o.origin) for o in found] == [
        (utc(2026, 3, 6, 15), utc(2026, 3, 9, 15), "alert:risk:flood")
    ]


@pytest.mark.parametrize(
    ("where", "owing"),
    [
        ("city", {"nation", "city"}),
        ("province", {"nation", "city", "town"}),
        ("town", {"nation", "town"}),
        (None, {"nation", "city", "town"}),
    ],
)
def test_an_alert_concerns_those_it_names_those_below_and_those_above(
    kit: SimpleNamespace, where: str, owing: set[str]
):
    place = kit.place([kit.duty(f"answer_{b}", Trigger.ALERT, b) for b in ("nation", "city", "town")])
    assert {o.bearer for o in run(kit, place, alerts=(kit.alert("a1", kit.at, where),))} == owing


def test_a_partners_alert_makes_nothing_owed(kit: SimpleNamespace):
    place = kit.place([kit.duty("answer", Trigger.ALERT)])
    assert run(kit, place, alerts=(kit.alert("a1", kit.at, source="dwd"),)) == ()


def test_updates_of_an_alert_do_not_make_it_owed_again(kit: SimpleNamespace):
    place = kit.place([kit.duty("answer", Trigger.ALERT, within=240.0)])
    known = run(kit, place, alerts=(kit.alert("a1", kit.at),))
    done = marked(known)
    for step in (1, 2, 3):
        sent = kit.at + timedelta(hours=step)
        before = (kit.at + timedelta(hours=step - 1)).isoformat()
        update = kit.alert(f"a{step + 1}", sent, msg_type="Update", references=(f"office.invalid,a{step},{before}",))
        known = run(kit, place, alerts=(update,), known=known, at=sent)
        done = run(kit, place, alerts=(update,), known=done, at=sent)
        assert [(o.created, o.state) for o in known] == [(kit.at, OPEN)]
        assert [(o.created, o.state) for o in done] == [(kit.at, DONE)]


def test_an_alert_opened_anew_is_owed_anew(kit: SimpleNamespace):
    place = kit.place([kit.duty("answer", Trigger.ALERT)])
    known = marked(run(kit, place, alerts=(kit.alert("a1", kit.at),)))
    later = kit.at + timedelta(days=30)
    found = run(kit, place, alerts=(kit.alert("a9", later),), known=known, at=later)
    assert [(o.created, o.state) for o in found] == [(later, OPEN), (kit.at, DONE)]


def test_what_an_alert_made_owed_stays_owed_after_it_is_closed_until_it_is_done(kit: SimpleNamespace):
    place = kit.place([kit.duty("answer", Trigger.ALERT, within=24.0)])
    known = run(kit, place, alerts=(kit.alert("a1", kit.at),))
    closed = run(kit, place, known=known, at=kit.at + timedelta(hours=20))
    late = run(kit, place, known=closed, at=kit.at + timedelta(hours=30))
    assert [each.state for each in (*closed, *late)] == [SOON, OVERDUE]
    assert late[0].escalated_to == "province"
    year = kit.at + timedelta(days=364)
    assert [o.state for o in run(kit, place, known=marked(late), at=year)] == [DONE]
    assert run(kit, place, known=marked(late), at=year + timedelta(days=5)) == ()


# findings


def test_a_finding_concerns_its_authority_and_those_above_it(kit: SimpleNamespace):
    place = kit.place([kit.duty(f"look_{b}", Trigger.FINDING, b) for b in ("nation", "province", "city", "town")])
    found = run(kit, place, findings=(kit.finding("f1", kit.at),))
    assert {o.bearer for o in found} == {"nation", "province", "city"}
    assert {o.due for o in found} == {kit.at + timedelta(hours=24)}


def test_a_finding_without_authority_or_site_concerns_the_top_one(kit: SimpleNamespace):
    place = kit.place([kit.duty(f"look_{b}", Trigger.FINDING, b) for b in ("nation", "city")])
    assert [o.bearer for o in run(kit, place, findings=(kit.finding("f1", kit.at, None),))] == ["nation"]


def test_a_finding_of_another_kind_makes_nothing_owed(kit: SimpleNamespace):
    place = kit.place([kit.duty("patch", Trigger.FINDING, kind=FindingKind.VULNERABILITY)])
    assert run(kit, place, findings=(kit.finding("f1", kit.at),)) == ()


def test_a_finding_that_goes_before_it_is_due_is_withdrawn_and_after_that_stays_owed(kit: SimpleNamespace):
    place = kit.place([kit.duty("look", Trigger.FINDING, within=24.0)])
    known = run(kit, place, findings=(kit.finding("f1", kit.at),))
    assert [o.state for o in run(kit, place, known=known, at=kit.at + timedelta(hours=5))] == [WITHDRAWN]
    assert [o.state for o in run(kit, place, known=known, at=kit.at + timedelta(hours=25))] == [OVERDUE]


def test_the_clock_starts_with_the_first_pass_that_knew_of_it(kit: SimpleNamespace):
    place = kit.place([kit.duty("look", Trigger.FINDING, within=24.0)])
    known = run(kit, place, findings=(kit.finding("f1", kit.at - timedelta(days=6)),))
    assert [(o.created, o.due) for o in known] == [(kit.at, kit.at + timedelta(hours=24))]


def test_all_that_sigma_rules_find_at_one_site_is_one_incident(kit: SimpleNamespace):
    place = kit.place([kit.duty("look", Trigger.FINDING)])
    two = (kit.finding("f1", kit.at), kit.finding("f2", kit.at - timedelta(hours=1)))
    assert len(run(kit, place, findings=two)) == 1


def test_a_finding_below_the_duty_s_level_makes_nothing_owed(kit: SimpleNamespace):
    duty = dataclasses.replace(kit.duty("look", Trigger.FINDING), level=Level.CRITICAL)
    finding = dataclasses.replace(kit.finding("f1", kit.at), level=Level.HIGH)
    assert run(kit, kit.place([duty]), findings=(finding,)) == ()
    assert len(run(kit, kit.place([duty]), findings=(dataclasses.replace(finding, level=Level.CRITICAL),))) == 1


def test_a_finding_whose_oldest_records_are_gone_keeps_its_due_time(kit: SimpleNamespace):
    place = kit.place([kit.duty("look", Trigger.FINDING, within=48.0)])
    known = run(kit, place, findings=(kit.finding("f1", kit.at),))
    later = kit.at + timedelta(hours=20)
    assert run(kit, place, findings=(kit.finding("f1", later),), known=known, at=later) == known


def test_what_is_found_again_within_days_is_the_same_and_after_that_starts_a_new_clock(kit: SimpleNamespace):
    place = kit.place([kit.duty("look", Trigger.FINDING, within=24.0)])
    known = marked(run(kit, place, findings=(kit.finding("f1", kit.at),)))
    away = run(kit, place, known=known, at=kit.at + timedelta(days=1))
    soon, late = kit.at + timedelta(days=8), kit.at + timedelta(days=9)
    assert [o.created for o in run(kit, place, findings=(kit.finding("f2", soon),), known=away, at=soon)] == [kit.at]
    again = run(kit, place, findings=(kit.finding("f3", late),), known=away, at=late)
    assert [(o.created, o.state) for o in again] == [(late, OPEN), (kit.at, DONE)]


# escalation and order


def test_what_is_overdue_is_passed_up_a_step_and_after_two_graces_further_to_the_top(kit: SimpleNamespace):
    place = kit.place([kit.duty("look", Trigger.FINDING, within=48.0)])
    findings = (kit.finding("f1", kit.at),)
    known = run(kit, place, findings=findings)
    passed = [
        run(kit, place, findings=findings, known=known, at=kit.at + timedelta(days=days, seconds=more))[0].escalated_to
        for days, more in ((2, 0), (2, 1), (5, 0), (6, 0), (60, 0))
    ]
    assert passed == [None, "province", "province", "nation", "nation"]


def test_what_the_top_authority_owes_stays_with_it(kit: SimpleNamespace):
    place = kit.place([kit.duty("look", Trigger.FINDING, "nation")])
    known = run(kit, place, findings=(kit.finding("f1", kit.at),))
    found = run(kit, place, known=known, at=kit.at + timedelta(days=30))
    assert [(o.state, o.escalated_to) for o in found] == [(OVERDUE, None)]


def test_the_order_of_what_is_given_changes_nothing(kit: SimpleNamespace):
    duties = [
        kit.yearly("drill", "P1M", date(2025, 10, 31)),
        kit.yearly("audit", "P1Y", date(2026, 4, 1), last_done=date(2026, 4, 1)),
        kit.duty("answer", Trigger.ALERT),
        kit.duty("look", Trigger.FINDING),
    ]
    place = kit.place(duties, [kit.measure("wall", 3.0), kit.measure("pump", 1.0)])
    alerts = (kit.alert("a1", kit.at, subject="risk:a"), kit.alert("a2", kit.at, subject="risk:b"))
    findings = (kit.finding("f1", kit.at), kit.finding("f2", kit.at - timedelta(days=3)))
    one = run(kit, place, plan=kit.plan("wall", "pump"), alerts=alerts, findings=findings)
    mixed = dataclasses.replace(place, duties=place.duties[::-1], measures=place.measures[::-1])
    other = run(
        kit, mixed, plan=kit.plan("pump", "wall"), alerts=alerts[::-1], findings=findings[::-1], known=one[::-1]
    )
    assert other == one
    assert [o.state for o in one] == sorted((o.state for o in one), key=(OVERDUE, SOON, OPEN, DONE).index)


def test_an_empty_place_owes_nothing(kit: SimpleNamespace):
    assert run(kit, kit.place()) == ()
