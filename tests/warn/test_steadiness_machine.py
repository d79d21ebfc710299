"""Whatever happens, in any order, with restarts: warnings open once, hold, and say every danger that is open."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from forestall.model.alert import Alert
from forestall.model.finding import Finding
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.partner import Source
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.profile import Inhibition, Profile, Steadiness
from forestall.model.risk import Assessment
from forestall.model.site import Dependency, Site
from forestall.model.steadiness import Phase, Track
from forestall.model.words import Field, FindingKind, Level, Link, SourceKind
from forestall.store.document import record_of, text_of
from forestall.warn.stage import Warned, warn
from forestall.warn.steadiness import life

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
NAMES = {"grid": "Grid control", "water": "Water works", "clinic": "Town clinic"}
PLAN = Plan(0.0, 0.0, 0.0, 0.0, {}, (), (), True)
SETTINGS = st.builds(
    Steadiness,
    hold=st.sampled_from([0.0, 6.0, 30.0]),
    clear=st.sampled_from([0.0, 5.0, 30.0]),
    confirm=st.integers(1, 2),
    confirm_of=st.integers(2, 3),
    look=st.sampled_from([0.0, 2.0]),
    half_life=st.sampled_from([0.0, 8.0]),
    lapse=st.sampled_from([0.0, 60.0]),
    inhibit=st.sampled_from(
        [
            (),
            (Inhibition(Link.DEPENDENCY),),
            (Inhibition(Link.ANYWHERE),),
            (Inhibition(Link.DEPENDENCY, cause="finding:*:grid"), Inhibition(Link.EVENT)),
        ]
    ),
)
LEVELS = st.dictionaries(
    st.sampled_from(sorted(NAMES)), st.sampled_from([Level.LOW, Level.MEDIUM, Level.HIGH, Level.CRITICAL]), max_size=3
)


def town(steadiness: Steadiness) -> Place:
    return Place(
        root=Path(),
        digest="d",
        profile=Profile(
            name="Haven",
            time_zone="UTC",
            languages=("en",),
            currency="EUR",
            jurisdictions=(Jurisdiction("haven", "Haven"),),
            scales={},
            steadiness=steadiness,
        ),
        sites=tuple(Site(key, name, "x", "haven", 8.0, 53.0, 0.0, 0.0, Field.CYBER) for key, name in NAMES.items()),
        dependencies=(Dependency("d1", "water", "power", ("grid",)), Dependency("d2", "clinic", "water", ("water",))),
        sources=(Source("logs", "Logs", SourceKind.EVTX, "*.evtx", Field.CYBER),),
    )


def finding(site: str, level: Level, at: datetime) -> Finding:
    evidence = (f"record-{site}",) if site == "grid" else ("record-shared",)
    return Finding(
        id=f"f-{site}",
        kind=FindingKind.SIGMA,
        rule="r",
        title=f"Odd log-in at {NAMES[site]}",
        level=level,
        field=Field.CYBER,
        source="logs",
        first=START,
        time=at,
        count=1,
        evidence=evidence,
        detail="",
        site=site,
        jurisdiction="haven",
    )


SILENT = Finding(
    id="s",
    kind=FindingKind.SILENCE,
    rule="logs",
    title="Logs have fallen silent",
    level=Level.LOW,
    field=Field.CYBER,
    source="logs",
    first=START,
    time=START,
    count=1,
    evidence=(),
    detail="",
)


class Warnings(RuleBasedStateMachine):
    """Passes over a town, one after the other, with everything between them lost but what a state keeps."""

    @initialize(steadiness=SETTINGS)
    def begin(self, steadiness: Steadiness) -> None:
        self.place = town(steadiness)
        self.at = START
        self.memory: tuple[Track, ...] = ()
        self.in_force: dict[str, Alert] = {}
        self.opened: dict[str, datetime] = {}
        self.told: dict[str, Level] = {}

    @rule(hours=st.sampled_from([0.25, 1.0, 3.0, 10.0, 20.0]), levels=LEVELS, order=st.randoms(use_true_random=False))
    def a_pass_sees(self, hours: float, levels: dict[str, Level], order) -> None:  # type: ignore[no-untyped-def]
        self.at += timedelta(hours=hours)
        found = [finding(site, level, self.at) for site, level in levels.items()]
        order.shuffle(found)
        self.told = levels
        self.passed(found)

    @rule(hours=st.sampled_from([1.0, 20.0]))
    def a_pass_sees_nothing_for_the_source_is_silent(self, hours: float) -> None:
        self.at += timedelta(hours=hours)
        self.told = {}
        self.passed([SILENT])

    @rule(site=st.sampled_from(sorted(NAMES)))
    def somebody_cancels_a_warning(self, site: str) -> None:
        self.in_force.pop(f"finding:sigma:{site}", None)
        self.told = {}

    def passed(self, found: list[Finding]) -> None:
        warned = self.asked(found)
        assert self.asked(list(reversed(found))) == warned
        opened_before = dict(self.opened)
        for message in warned.messages:
            self.sent(message, opened_before)
        self.memory = tuple(record_of(Track, text_of(Track, each), "test") for each in warned.tracks)
        assert self.memory == warned.tracks
        again = self.asked(found)
        assert (again.messages, again.tracks) == ((), warned.tracks)
        self.in_force = {name: each for name, each in self.in_force.items() if self.holds(each)}

    def asked(self, found: Iterable[Finding]) -> Warned:
        nothing = Assessment(self.at, 30.0, 1000, (), (), (), (), ())
        return warn(self.place, tuple(found), nothing, PLAN, tuple(self.in_force.values()), self.at, self.memory)

    def holds(self, alert: Alert) -> bool:
        return alert.expires is None or alert.expires > self.at

    def sent(self, message: Alert, opened: dict[str, datetime]) -> None:
        standing = self.in_force.get(message.subject)
        if message.msg_type == "Alert":
            assert standing is None
            self.opened[message.subject] = self.at
        else:
            assert standing is not None
            assert standing.identifier in message.references[-1]
        if message.msg_type == "Cancel":
            assert self.at - opened[message.subject] >= timedelta(hours=self.place.profile.steadiness.hold)
            del self.in_force[message.subject]
        else:
            assert message.expires == self.at + life(self.place.profile.steadiness)
            self.in_force[message.subject] = message

    @invariant()
    def every_open_danger_is_said(self) -> None:
        for track in getattr(self, "memory", ()):
            site = track.subject.rpartition(":")[2]
            if self.told.get(site, Level.LOW) is Level.LOW or track.phase not in (Phase.OPEN, Phase.HIDDEN):
                continue
            saying = self.in_force[track.cause or track.subject]
            assert NAMES[site] in saying.headline + saying.description
            assert (track.phase is Phase.HIDDEN) == (track.cause != "")

    @invariant()
    def what_is_hidden_has_no_warning_of_its_own(self) -> None:
        hidden = {each.subject for each in getattr(self, "memory", ()) if each.phase is Phase.HIDDEN}
        assert hidden.isdisjoint(getattr(self, "in_force", {}))


Warnings.TestCase.settings = settings(max_examples=60, stateful_step_count=18, deadline=None, derandomize=True)
TestWarnings = Warnings.TestCase


def test_a_machine_that_opened_twice_would_be_noticed() -> None:
    machine = Warnings()
    machine.begin(Steadiness())
    machine.passed([finding("grid", Level.HIGH, START)])
    alert = machine.in_force["finding:sigma:grid"]
    try:
        machine.sent(replace(alert, identifier="again"), {})
    except AssertionError:
        return
    raise AssertionError("a second opening went unnoticed")
