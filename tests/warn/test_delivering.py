"""Who gets what, together with what, and what follows a failure: pure decisions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.model.alert import Alert, Area
from forestall.model.audience import Audience, EmailWay, EscalateTo, FileWay
from forestall.model.delivery import Cause, Delivery, DeliveryState, Lane
from forestall.model.label import Label
from forestall.model.place import Place
from forestall.model.words import Field, Tlp
from forestall.warn.delivering import (
    Standstill,
    escalated,
    is_held,
    next_try,
    parcel,
    rank,
    recipients,
    refusal,
    superseded,
    thread,
    together,
    unconcerned,
)

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
NOBODY = Standstill()
FILE = FileWay("file", "/nowhere")
MAIL = EmailWay("email", "mail.haven.example", "warning@haven.example", ("desk@haven.example",))


def an_alert(**changes: object) -> Alert:
    made = Alert(
        identifier="a-1",
        sender="warning.haven.example",
        sent=START,
        status="Actual",
        msg_type="Alert",
        scope="Restricted",
        category="Met",
        event="Flood",
        urgency="Expected",
        severity="Severe",
        certainty="Likely",
        headline="High water",
        description="",
        instruction="",
        effective=START,
        expires=START + timedelta(days=1),
        areas=(Area("Town", geocodes=(("jurisdiction", "town"),)),),
        field=Field.TERRITORIAL,
        subject="risk:flood",
        label=Label.AMBER,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def an_audience(kind: str = "authority", clearance: Tlp = Tlp.AMBER, **changes: object) -> Audience:
    return replace(Audience("duty", "Duty desk", "authority", (FILE,), clearance), kind=kind, **changes)  # type: ignore[arg-type]


def a_delivery(number: int, subject: str = "risk:flood", **changes: object) -> Delivery:
    made = Delivery(
        number=number,
        audience="duty",
        channel="email",
        alert=f"a-{number}",
        cause=Cause.ALERT,
        subject=subject,
        severity="Severe",
        label=Label.AMBER,
        field=Field.TERRITORIAL,
        queued=START,
        due=START,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


MAY = {
    ("office", Tlp.AMBER_STRICT): {Label.CLEAR, Label.GREEN, Label.AMBER, Label.AMBER_STRICT},
    ("office", Tlp.GREEN): {Label.CLEAR, Label.GREEN},
    ("authority", Tlp.AMBER): {Label.CLEAR, Label.GREEN, Label.AMBER},
    ("authority", Tlp.AMBER_STRICT): {Label.CLEAR, Label.GREEN, Label.AMBER},
    ("authority", Tlp.RED): {Label.CLEAR, Label.GREEN, Label.AMBER},
    ("office", Tlp.RED): {Label.CLEAR, Label.GREEN, Label.AMBER, Label.AMBER_STRICT},
    ("outside", Tlp.CLEAR): {Label.CLEAR},
    ("outside", Tlp.GREEN): {Label.CLEAR, Label.GREEN},
    ("outside", Tlp.AMBER_STRICT): {Label.CLEAR, Label.GREEN},
}
"""What the table of rights lets go out: RED to nobody, AMBER+STRICT only within the office."""


@pytest.mark.parametrize(("kind", "clearance"), MAY)
def test_only_what_an_audience_may_have_goes_to_it(kind: str, clearance: Tlp, place: Place) -> None:
    one = an_audience(kind, clearance)
    got = {label for label in Label if refusal(one, an_alert(label=label), place.profile) is None}
    assert got == MAY[kind, clearance]


@pytest.mark.parametrize(("scope", "label"), [("Public", Label.CLEAR), ("Restricted", Label.AMBER), ("Private", None)])
def test_an_alert_without_a_label_has_that_of_its_scope(scope: str, label: Label | None, place: Place) -> None:
    for kind, clearance in MAY:
        bare = refusal(an_audience(kind, clearance), an_alert(label=None, scope=scope), place.profile)
        same = refusal(an_audience(kind, clearance), an_alert(label=label or Label.RED), place.profile)
        assert (bare is None) == (same is None)


@pytest.mark.parametrize("label", [Label.CLEAR, Label.AMBER])
def test_what_is_of_no_field_that_an_audience_is_told_of_is_refused(label: Label, place: Place) -> None:
    one = an_audience(fields=(Field.CYBER,))
    assert "field territorial" in (refusal(one, an_alert(label=label), place.profile) or "")
    assert refusal(one, an_alert(label=label, field=None), place.profile) is not None
    assert refusal(one, an_alert(label=label, field=Field.CYBER), place.profile) is None


@pytest.mark.parametrize(
    ("areas", "named", "concerned"),
    [
        (("town",), ("town",), True),
        (("town",), ("haven",), True),  # the region's warning holds in its town
        (("haven",), ("town",), True),  # the region hears what happens in its town
        (("town",), ("elsewhere",), False),
        (("town",), (), True),  # no area named: the whole place
        ((), ("elsewhere",), True),
    ],
)
def test_an_audience_hears_of_its_areas_and_those_above_and_below(
    areas: tuple[str, ...], named: tuple[str, ...], concerned: bool, place: Place
) -> None:
    codes = tuple(("jurisdiction", each) for each in named)
    found = unconcerned(an_audience(areas=areas), an_alert(areas=(Area("x", geocodes=codes),)), place.profile)
    assert (found is None) is concerned


def test_what_is_less_severe_than_wanted_is_not_sent_and_unknown_is_not_little(place: Place) -> None:
    audiences = [an_audience(severity=each, id=each) for each in ("Minor", "Moderate", "Severe", "Extreme")]
    got = {
        severity: [each.id for each in recipients(audiences, an_alert(severity=severity), place.profile)]
        for severity in ("Minor", "Unknown", "Severe", "Extreme")
    }
    assert got["Minor"] == ["Minor"]
    assert got["Unknown"] == ["Minor", "Moderate"]
    assert got["Severe"] == ["Minor", "Moderate", "Severe"]
    assert got["Extreme"] == ["Extreme", "Minor", "Moderate", "Severe"]
    assert rank("a word of another standard") == rank("Extreme")


def test_messages_without_a_subject_of_ours_follow_the_first_of_their_line() -> None:
    assert thread(an_alert()) == "risk:flood"
    assert thread(an_alert(subject="")) == "a-1"
    assert thread(an_alert(subject="", references=("s,first,t", "s,second,t"))) == "first"


def test_the_end_of_a_warning_is_told_whatever_somebody_has_in_hand() -> None:
    both = Standstill(frozenset({"risk:flood"}), frozenset({"risk:flood"}))
    assert not is_held(an_alert(msg_type="Cancel"), an_alert(), both)
    assert is_held(an_alert(msg_type="Update"), an_alert(), both)
    assert not is_held(an_alert(msg_type="Update"), an_alert(), Standstill())


def test_new_warnings_go_singly_and_many_at_once_as_one() -> None:
    few = [a_delivery(number, f"risk:{number}") for number in range(1, 4)]
    many = [a_delivery(number, f"risk:{number}") for number in range(1, 6)]
    assert together(few, START, "email") == (few[0],)
    assert together(many, START, "email") == tuple(many)
    assert together(many, START, "webhook") == (many[0],)


def test_what_waits_on_the_subject_of_something_urgent_goes_with_it_and_in_order() -> None:
    night = START + timedelta(hours=9)
    small, other = a_delivery(1, due=night), a_delivery(2, "risk:fire", due=night)
    urgent = a_delivery(3)
    assert together([small, other, urgent], START, "email") == (small, urgent)
    assert superseded((small, urgent)) == {1: "a-3"}


def test_a_parcel_is_known_by_what_is_in_it() -> None:
    one, other = a_delivery(1), a_delivery(2, "risk:fire")
    late = START + timedelta(days=1)
    assert parcel([one, other], START).id == parcel([one, other], late).id
    assert parcel([one], START).id != parcel([other], START).id
    assert parcel([one], START).id != parcel([replace(one, cause=Cause.ESCALATION)], START).id


@given(st.integers(0, 60), st.text(max_size=5))
def test_waits_grow_to_half_an_hour_and_are_the_same_each_time(failures: int, name: str) -> None:
    lane = Lane(name, "email", failures)
    wait = (next_try(lane, START) - START).total_seconds()
    bound = min(1800.0, 15.0 * 2.0 ** min(failures, 30))
    assert bound / 2 <= wait <= bound
    assert next_try(lane, START) == next_try(lane, START)
    assert next_try(lane, START, 7200.0) >= START + timedelta(hours=2)


def told(deliveries: list[Delivery], at: datetime, still: Standstill = NOBODY, **changes: object) -> list[str]:
    duty = an_audience(escalate=EscalateTo("chief", 2.0))
    chief = an_audience(id="chief", escalate=EscalateTo("duty", 2.0))
    found = escalated(deliveries, {"risk:flood": an_alert(**changes)}, {"duty": duty, "chief": chief}, still, at)
    return [target.id for _, target in found]


def test_what_is_not_answered_goes_to_the_next_audience_after_its_time_and_once() -> None:
    sent = a_delivery(1, state=DeliveryState.SENT)
    after = START + timedelta(hours=2)
    assert told([sent], after - timedelta(seconds=1)) == []
    assert told([sent, replace(sent, number=2, channel="webhook")], after) == ["chief"]
    known = replace(sent, number=3, audience="chief", cause=Cause.ESCALATION, due=after, queued=after)
    assert told([sent, known], after + timedelta(minutes=1)) == []


def test_a_ring_of_audiences_ends() -> None:
    sent = a_delivery(1, state=DeliveryState.SENT)
    queued = [sent]
    for hours in range(2, 40, 2):
        at = START + timedelta(hours=hours)
        for target in told(queued, at):
            new = replace(sent, number=len(queued) + 1, audience=target, cause=Cause.ESCALATION, due=at, queued=at)
            queued.append(new)
    assert [one.audience for one in queued] == ["duty", "chief", "duty"]


def test_what_could_not_even_be_sent_is_escalated_too() -> None:
    assert told([a_delivery(1, state=DeliveryState.GIVEN_UP)], START + timedelta(hours=3)) == ["chief"]


@pytest.mark.parametrize(
    "still", [Standstill(acknowledged=frozenset({"risk:flood"})), Standstill(silenced=frozenset({"risk:flood"}))]
)
def test_what_somebody_has_in_hand_is_not_escalated(still: Standstill) -> None:
    assert told([a_delivery(1, state=DeliveryState.SENT)], START + timedelta(hours=3), still) == []


def test_what_was_sent_of_an_earlier_warning_on_the_same_subject_does_not_count() -> None:
    sent = a_delivery(1, state=DeliveryState.SENT)
    assert told([sent], START + timedelta(days=9), effective=START + timedelta(days=8)) == []
