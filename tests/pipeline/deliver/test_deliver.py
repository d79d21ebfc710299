"""Alerts go out: who gets what, in which order, and what happens when the other side is away."""

import asyncio
import json
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from delivery_desk import START, Desk, Line, MakeDesk, alert, audience
from sqlalchemy import select

from forestall.core.errors import StateError
from forestall.model.audience import EmailWay, EscalateTo, FileWay, QuietHours, WebhookWay
from forestall.model.delivery import DeliveryState
from forestall.model.steadiness import Matcher
from forestall.model.words import Tlp
from forestall.pipeline.attention import Wanted, acknowledge, silence
from forestall.pipeline.deliver import again, confirm, delivering, keep_delivering
from forestall.store.tables import EntryRow
from forestall.warn.channel import Message, Outcome, Result

MAIL = EmailWay("email", "mail.haven.example", "warning@haven.example", ("desk@haven.example",))
HOOK = WebhookWay("webhook", "https://hooks.haven.example/x", "env:KEY")


def heads(line: Line) -> list[list[str]]:
    return [[item.alert.identifier for item in message.items] for message in line.taken]


def test_an_alert_goes_to_each_channel_once_and_no_second_time(make_desk: MakeDesk) -> None:
    desk = make_desk(audience("duty", MAIL, HOOK))
    desk.publish(alert("risk:flood", START))
    assert desk.deliver().sent == 2
    assert desk.deliver().sent == 0
    assert {name: len(line.taken) for name, line in desk.lines.items()} == {"email": 1, "webhook": 1}
    assert set(desk.states()) == {DeliveryState.SENT}


def test_an_update_and_its_end_go_into_the_thread_of_the_alert(make_desk: MakeDesk) -> None:
    desk = make_desk(audience("duty", MAIL))
    first = alert("risk:flood", START)
    desk.publish(first)
    desk.deliver()
    for kind in ("Update", "Cancel", "Alert"):
        desk.wait(hours=1)
        first = alert("risk:flood", desk.at, kind, first if kind != "Alert" else None)
        desk.publish(first)
        desk.deliver()
    opened, updated, ended, anew = desk.lines["email"].taken
    assert opened.follows == ()
    assert updated.follows == (opened.id,)
    assert ended.follows == (opened.id, updated.id)
    assert anew.follows == ()


def test_a_server_that_is_down_for_a_day_gets_one_digest_in_order(make_desk: MakeDesk) -> None:
    desk = make_desk(audience("duty", MAIL, HOOK))
    desk.lines = {"email": Line(Outcome.AWAY), "webhook": Line(Outcome.AWAY)}
    for hour in range(24):
        desk.at = START.replace(hour=hour)
        desk.publish(alert(f"risk:{hour:02}", desk.at))
        desk.deliver()
    assert set(desk.states()) <= {DeliveryState.QUEUED, DeliveryState.FAILED}
    for line in desk.lines.values():
        line.outcome = Outcome.TAKEN
    desk.wait(hours=1)
    desk.deliver()
    names = [f"a-risk-{hour:02}-0309{hour:02}0000" for hour in range(24)]
    assert heads(desk.lines["email"]) == [names]
    assert heads(desk.lines["webhook"]) == [[name] for name in names]
    assert set(desk.states()) == {DeliveryState.SENT}


def test_a_cancel_that_overtakes_its_alert_says_so_in_one_message(make_desk: MakeDesk) -> None:
    desk = make_desk(audience("duty", MAIL))
    desk.lines["email"] = Line(Outcome.AWAY)
    first = alert("risk:flood", START)
    desk.publish(first)
    desk.deliver()
    desk.wait(hours=5)
    desk.publish(alert("risk:flood", desk.at, "Cancel", first))
    desk.lines["email"].outcome = Outcome.TAKEN
    desk.wait(hours=1)
    desk.deliver()
    (message,) = desk.lines["email"].taken
    (item,) = message.items
    assert item.over
    assert item.missed == (first,)
    assert desk.states() == [DeliveryState.SUPERSEDED, DeliveryState.SENT]


def test_what_was_perhaps_taken_is_sent_again_as_it_was_before_anything_else(make_desk: MakeDesk) -> None:
    desk = make_desk(audience("duty", MAIL))
    desk.lines["email"] = Line(Outcome.UNSURE)
    desk.publish(alert("risk:flood", START))
    desk.deliver()
    desk.wait(hours=1)
    desk.publish(alert("risk:fire", desk.at))
    desk.lines["email"].outcome = Outcome.TAKEN
    desk.deliver()
    first, again, other = desk.lines["email"].seen
    assert first == again
    assert [item.alert.subject for item in other.items] == ["risk:fire"]


def test_a_message_that_is_refused_is_found_among_others_and_given_up_alone(make_desk: MakeDesk) -> None:
    class Picky(Line):
        async def send(self, message: Message) -> Result:
            bad = any(item.alert.subject == "risk:bad" for item in message.items)
            self.outcome = Outcome.REFUSED if bad else Outcome.TAKEN
            return await Line.send(self, message)

    desk = make_desk(audience("duty", MAIL))
    desk.lines["email"] = Picky()
    names = ("risk:a", "risk:b", "risk:bad", "risk:c")
    desk.publish(*(alert(name, START) for name in names))
    assert desk.deliver().given_up == 1
    states = {one.subject: one.state for one in desk.all()}
    assert states == dict.fromkeys(names, DeliveryState.SENT) | {"risk:bad": DeliveryState.GIVEN_UP}


def test_what_cannot_be_delivered_for_too_long_is_given_up_and_can_be_tried_again(make_desk: MakeDesk) -> None:
    desk = make_desk(audience("duty", HOOK, keep=24.0))
    desk.lines["webhook"] = Line(Outcome.AWAY)
    desk.publish(alert("risk:flood", START))
    desk.deliver()
    desk.wait(hours=25)
    assert desk.deliver().given_up == 1
    with desk.office() as found:
        again(found, "console", 1)
    desk.lines["webhook"].outcome = Outcome.TAKEN
    desk.wait(hours=1)
    desk.deliver()
    assert desk.states() == [DeliveryState.SENT]


def test_nobody_is_woken_for_little_and_the_morning_brings_one_message(make_desk: MakeDesk) -> None:
    quiet = QuietHours("22:00", "07:00")
    desk = make_desk(audience("duty", MAIL, quiet=quiet))
    desk.at = START.replace(hour=23)
    desk.publish(alert("risk:small", desk.at, severity="Minor"), alert("risk:large", desk.at, severity="Severe"))
    desk.deliver()
    desk.wait(hours=1)
    desk.publish(alert("risk:other", desk.at, severity="Moderate"))
    desk.deliver()
    assert heads(desk.lines["email"]) == [["a-risk-large-0309230000"]]
    desk.at = START.replace(day=10, hour=7)
    desk.deliver()
    assert heads(desk.lines["email"])[1:] == [["a-risk-small-0309230000", "a-risk-other-0310000000"]]


def test_who_was_warned_is_told_that_it_has_become_small_and_that_it_is_over(make_desk: MakeDesk) -> None:
    desk = make_desk(audience("duty", HOOK, severity="Severe"))
    first = alert("risk:flood", START)
    desk.publish(first, alert("risk:puddle", START, severity="Minor"))
    desk.deliver()
    for kind in ("Update", "Cancel"):
        desk.wait(hours=1)
        first = alert("risk:flood", desk.at, kind, first, severity="Minor")
        desk.publish(first)
        desk.deliver()
    told = [[item.alert.msg_type for item in message.items] for message in desk.lines["webhook"].taken]
    assert told == [["Alert"], ["Update"], ["Cancel"]]


def test_what_nobody_acknowledges_is_told_to_the_next_audience_once(make_desk: MakeDesk) -> None:
    chief = audience("chief", FileWay("file", "/nowhere", "chief"), severity="Extreme")
    desk = make_desk(audience("duty", HOOK, escalate=EscalateTo("chief", 2.0)), chief)
    desk.publish(alert("risk:flood", START))
    desk.deliver()
    assert "chief" not in desk.lines
    for _ in range(3):
        desk.wait(hours=2)
        desk.deliver()
    (message,) = desk.lines["chief"].taken
    assert message.items[0].escalated


def test_what_was_confirmed_is_not_escalated(make_desk: MakeDesk) -> None:
    chief = audience("chief", FileWay("file", "/nowhere", "chief"), severity="Extreme")
    desk = make_desk(audience("duty", HOOK, escalate=EscalateTo("chief", 2.0)), chief)
    desk.publish(alert("risk:flood", START))
    desk.deliver()
    with desk.office() as found:
        confirm(found, "duty-desk", 1)
    desk.wait(hours=3)
    desk.deliver()
    assert "chief" not in desk.lines
    assert desk.states() == [DeliveryState.CONFIRMED]


def test_an_audience_that_lost_its_clearance_gets_nothing_that_still_waits(make_desk: MakeDesk) -> None:
    desk = make_desk(audience("duty", HOOK))
    desk.lines["webhook"] = Line(Outcome.AWAY)
    desk.publish(alert("risk:flood", START))
    desk.deliver()
    lowered = audience("duty", HOOK, clearance=Tlp.GREEN)
    desk.place = replace(desk.place, audiences=(lowered,))
    desk.wait(hours=1)
    desk.deliver()
    assert desk.states() == [DeliveryState.GIVEN_UP]
    assert len(desk.lines["webhook"].seen) == 1


def test_two_deliverers_at_once_are_refused(make_desk: MakeDesk) -> None:
    desk: Desk = make_desk(audience("duty", HOOK))
    with desk.office() as found, delivering(found), pytest.raises(StateError, match="something else delivers"):
        desk.deliver()


def test_the_ledger_says_what_was_sent_to_whom_and_when(make_desk: MakeDesk) -> None:
    desk = make_desk(audience("duty", MAIL))
    desk.publish(alert("risk:flood", START))
    desk.deliver()
    with desk.office() as found, found.looking() as session:
        bodies = [json.loads(row.body) for row in session.scalars(select(EntryRow).where(EntryRow.kind == "delivery"))]
    (body,) = bodies
    assert body["time"] == "2026-03-09T06:00:00Z"
    assert body["subject"] == desk.lines["email"].taken[0].id
    (told,) = body["payload"]["deliveries"]
    assert (told["audience"], told["channel"], told["alert"]) == ("duty", "email", "a-risk-flood-0309060000")


def test_an_alert_that_is_no_cap_message_is_given_up_and_holds_nobody_up(make_desk: MakeDesk) -> None:
    desk = make_desk(audience("duty", HOOK))
    desk.publish(alert("risk:a", START, sender="has, comma"), alert("risk:b", START))
    desk.deliver()
    assert {one.subject: one.state for one in desk.all()} == {
        "risk:a": DeliveryState.GIVEN_UP,
        "risk:b": DeliveryState.SENT,
    }
    assert "is no CAP message" in desk.all()[0].note


def test_what_somebody_sees_to_is_told_only_when_it_gets_worse(make_desk: MakeDesk) -> None:
    chief = audience("chief", FileWay("file", "/nowhere", "chief"), severity="Extreme")
    desk = make_desk(audience("duty", HOOK, escalate=EscalateTo("chief", 2.0)), chief)
    first = alert("risk:flood", START, severity="Moderate")
    desk.publish(first)
    desk.deliver()
    with desk.office() as found:
        acknowledge(found, "duty-desk", "risk:flood", "on it", None)
    for severity in ("Moderate", "Severe"):
        desk.wait(hours=1)
        first = alert("risk:flood", desk.at, "Update", first, severity=severity)
        desk.publish(first)
        desk.deliver()
    told = [message.items[0].alert.severity for message in desk.lines["webhook"].taken]
    assert told == ["Moderate", "Severe"]
    assert "chief" not in desk.lines
    with desk.office() as found:
        acknowledge(found, "duty-desk", "risk:flood", "on it", None)
    desk.wait(hours=9)
    desk.deliver()
    assert "chief" not in desk.lines


def test_what_is_silenced_is_not_told(make_desk: MakeDesk) -> None:
    desk = make_desk(audience("duty", HOOK))
    first = alert("risk:flood", START)
    desk.publish(first)
    desk.deliver()
    with desk.office() as found:
        silence(found, "duty-desk", Wanted(Matcher("risk:flood"), "drill", START + timedelta(hours=8)))
    desk.wait(hours=1)
    first = alert("risk:flood", desk.at, "Update", first)
    desk.publish(first)
    desk.deliver()
    assert len(desk.lines["webhook"].taken) == 1


def test_the_service_waits_while_another_delivers_and_then_goes_on(make_desk: MakeDesk, tmp_path: Path) -> None:
    desk = make_desk(audience("duty", FileWay("file", str(tmp_path / "out"))))
    desk.publish(alert("risk:flood", START))
    said: list[str] = []
    with desk.office() as found, ExitStack() as other:
        other.enter_context(delivering(found))
        rests = iter(range(4))

        async def rest() -> None:
            match next(rests):
                case 1:
                    other.close()
                case 3:
                    raise asyncio.CancelledError

        with pytest.raises(asyncio.CancelledError):
            asyncio.run(keep_delivering(found, rest, lambda event, **_: said.append(event)))
    assert said == ["cannot deliver", "delivered"]
    assert desk.states() == [DeliveryState.SENT]


def test_nothing_is_told_where_the_place_has_no_audiences_and_what_is_over_is_not_told_later(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk()
    desk.publish(alert("risk:old", START), alert("risk:new", START, expires=START + timedelta(days=30)))
    desk.deliver()
    assert desk.all() == []
    desk.wait(days=4)
    desk.place = replace(desk.place, audiences=(audience("duty", HOOK),))
    desk.deliver()
    assert [one.subject for one in desk.all()] == ["risk:new"]


def test_a_cancel_goes_only_to_those_who_were_warned(make_desk: MakeDesk) -> None:
    desk = make_desk(audience("duty", HOOK))
    first = alert("risk:flood", START)
    desk.publish(first)
    desk.deliver()
    late = audience("late", FileWay("file", "/nowhere", "late"))
    desk.place = replace(desk.place, audiences=(*desk.place.audiences, late))
    desk.wait(hours=1)
    desk.publish(alert("risk:flood", desk.at, "Cancel", first))
    desk.deliver()
    assert [len(line.taken) for line in desk.lines.values()] == [2]


def test_a_draft_is_never_sent_and_an_exercise_is(make_desk: MakeDesk) -> None:
    desk = make_desk(audience("duty", HOOK))
    desk.publish(alert("risk:a", START, status="Draft"), alert("risk:b", START, status="Exercise"))
    desk.deliver()
    assert [one.subject for one in desk.all()] == ["risk:b"]
