"""What steadiness keeps: remembered with the pass or not at all; decisions that end and stay known."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from forestall.core.errors import ConflictError, InputError, StateError
from forestall.model.alert import Alert, Area
from forestall.model.label import Label
from forestall.model.steadiness import Acknowledgement, Look, Matcher, Phase, Silence, Track
from forestall.model.words import Field
from forestall.store.passes import Pass
from forestall.store.state import State
from forestall.store.steadiness import Attention, Tracks, acknowledged, silenced

START = datetime(2026, 3, 9, 6, tzinfo=UTC)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def alert(subject: str = "finding:sigma:port", severity: str = "Moderate", **changes: object) -> Alert:
    made = Alert(
        identifier=f"a-{subject}-{severity}".replace(":", "-"),
        sender="office.example",
        sent=START,
        status="Actual",
        msg_type="Alert",
        scope="Restricted",
        category="Security",
        event="Log-in",
        urgency="Future",
        severity=severity,
        certainty="Likely",
        headline="Odd log-in",
        description="Odd log-in.",
        instruction="",
        effective=START,
        expires=at(24),
        areas=(Area("Port", geocodes=(("jurisdiction", "town"),)),),
        field=Field.CYBER,
        subject=subject,
    )
    return replace(made, **changes)


def track(subject: str, phase: Phase = Phase.OPEN) -> Track:
    return Track(subject, phase, START, START, START, 4.0, (Look(START, True),))


def passed(number: int, *alerts: Alert, tracks: tuple[Track, ...] = ()) -> Pass:
    return Pass(at=at(number), seed=1, place="p", summary={"n": number}, alerts=alerts, tracks=tracks)


@pytest.fixture
def state(new_place: str) -> Iterator[State]:
    with State.open(new_place) as found:
        yield found


def acknowledgement(**changes: object) -> Acknowledgement:
    subject = "finding:sigma:port"
    made = Acknowledgement("ack-1", subject, START, "Moderate", "op", "Calling the port", at(1), at(5))
    return replace(made, **changes)


def silence(matcher: Matcher, **changes: object) -> Silence:
    made = Silence("silence-1", matcher, "Moderate", "op", "Works until noon", at(1), at(5))
    return replace(made, **changes)


def test_what_a_pass_remembers_replaces_what_the_one_before_did(state: State) -> None:
    state.publish(passed(0, tracks=(track("a"), track("b", Phase.HIDDEN))))
    assert [each.subject for each in state.tracks()] == ["a", "b"]
    state.publish(passed(1, tracks=(track("b"),)))
    assert state.tracks() == (track("b"),)


def test_a_pass_that_is_refused_leaves_what_was_remembered(state: State) -> None:
    state.publish(passed(0, alert(), tracks=(track("a"),)))
    with pytest.raises(StateError, match="was sent before"):
        state.publish(passed(1, alert(), tracks=(track("b"),)))
    assert state.tracks() == (track("a"),)


@pytest.mark.parametrize(("hours", "held"), [(0.9, False), (1, True), (4.9, True), (5, False)])
def test_an_acknowledgement_holds_for_its_time(state: State, hours: float, held: bool) -> None:
    state.publish(passed(0, alert()))
    with state.database.session() as session:
        Attention(session).acknowledge(acknowledgement())
        assert acknowledged(session, at(hours)) == ({"finding:sigma:port"} if held else set())


@pytest.mark.parametrize(
    ("later", "held"),
    [
        ({}, True),
        ({"severity": "Minor"}, True),
        ({"severity": "Severe"}, False),
        ({"effective": at(3)}, False),
        ({"msg_type": "Cancel"}, False),
    ],
    ids=str,
)
def test_an_acknowledgement_speaks_of_one_opening_at_its_severity(
    state: State, later: dict[str, object], held: bool
) -> None:
    state.publish(passed(0, alert()))
    with state.database.session() as session:
        Attention(session).acknowledge(acknowledgement(until=None))
    state.publish(passed(2, replace(alert(), identifier="again", sent=at(2), expires=at(26), **later)))
    with state.database.session() as session:
        assert bool(acknowledged(session, at(2))) is held


MEANT = [
    (Matcher(subject="finding:*"), {"finding:sigma:port", "finding:level:mill"}),
    (Matcher(rule="sigma"), {"finding:sigma:port"}),
    (Matcher(rule="fl*"), {"risk:flood"}),
    (Matcher(site="port"), {"finding:sigma:port"}),
    (Matcher(field=Field.TERRITORIAL), {"finding:level:mill", "risk:flood"}),
    (Matcher(jurisdictions=("town",)), {"finding:sigma:port"}),
    (Matcher(jurisdictions=("town", "vale")), {"finding:sigma:port", "finding:level:mill"}),
    (Matcher(subject="risk:*", jurisdictions=("town",)), set()),
    (Matcher(rule="sigma", field=Field.SOCIAL), set()),
]


def test_a_silence_means_what_its_matchers_say(state: State) -> None:
    mill = alert("finding:level:mill", field=Field.TERRITORIAL, areas=(Area("", geocodes=(("jurisdiction", "vale"),)),))
    flood = alert("risk:flood", field=Field.TERRITORIAL, areas=(Area("Everywhere"),))
    state.publish(passed(0, alert(), mill, flood))
    with state.database.session() as session:
        attention = Attention(session)
        for number, (matcher, meant) in enumerate(MEANT):
            attention.silence(silence(matcher, id=f"silence-{number}"))
            assert (matcher, silenced(session, at(2))) == (matcher, meant)
            attention.end(f"silence-{number}", "op", at(2))


@pytest.mark.parametrize(
    ("changes", "quiet"),
    [({}, True), ({"severity": "Severe"}, False), ({"severity": "odd"}, False), ({"label": Label.RED}, False)],
    ids=str,
)
def test_a_silence_never_hides_what_is_more_severe_or_stricter_than_it_may(
    state: State, changes: dict[str, object], quiet: bool
) -> None:
    state.publish(passed(0, alert(**changes)))
    with state.database.session() as session:
        Attention(session).silence(silence(Matcher(site="port"), label=Label.AMBER))
        assert bool(silenced(session, at(2))) is quiet


def test_what_is_ended_is_over_at_once_and_stays_known(state: State) -> None:
    state.publish(passed(0, alert()))
    with state.database.session() as session:
        attention = Attention(session)
        attention.silence(silence(Matcher(site="port")))
        attention.acknowledge(acknowledgement())
        for name in ("silence-1", "ack-1"):
            assert attention.end(name, "chief", at(2)).ended_by == "chief"
            assert attention.find(name).ended == at(2)
            with pytest.raises(ConflictError, match="is not in force"):
                attention.end(name, "chief", at(3))
        assert (silenced(session, at(2)), acknowledged(session, at(2))) == (frozenset(), frozenset())
        assert (attention.silences(at(2)), attention.acknowledgements(at(2))) == ((), ())
        assert [each.id for each in (*attention.silences(), *attention.acknowledgements())] == ["silence-1", "ack-1"]


def test_an_id_that_is_not_there_or_there_already_is_refused(state: State) -> None:
    with state.database.session() as session:
        attention = Attention(session)
        with pytest.raises(InputError, match="no acknowledgement or silence"):
            attention.find("nothing")
        attention.silence(silence(Matcher(site="port")))
        attention.acknowledge(acknowledgement())
        with pytest.raises(ConflictError):
            attention.silence(silence(Matcher(site="mill")))
        with pytest.raises(ConflictError):
            attention.acknowledge(acknowledgement(by="other"))


def test_before_the_first_pass_nothing_is_in_force(state: State) -> None:
    with state.database.session() as session:
        Attention(session).silence(silence(Matcher(site="port")))
        assert (silenced(session, at(2)), acknowledged(session, at(2)), Tracks(session).all()) == (set(), set(), ())
