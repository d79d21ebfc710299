"""A hundred years of duties on a virtual clock: nothing missed, nothing twice, every change in the ledger.

Real state, ledger and policy of evidence; only the clock and the people are played. Passes come at odd times and some
are killed; messages are lost on the way there or back and sent again; the state is closed and opened again. What must
be owed is worked out here a second time, day by day. `FORESTALL_LONG=1`: a pass on every day.
"""

import calendar
import dataclasses
import os
import random
import runpy
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import forestall.content
from forestall.follow.daysoff import easter
from forestall.ledger.key import Kind
from forestall.model.alert import Alert
from forestall.model.duty import Duty, Obligation
from forestall.model.evidence import Evidence
from forestall.model.finding import Finding
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.profile import Calendar, Profile
from forestall.model.site import Site
from forestall.model.words import Each, Field, FindingKind, Level, ObligationState, Proof, Trigger
from forestall.pipeline.checkpoint import sign
from forestall.pipeline.duties import Sent, give_evidence, give_verdict
from forestall.pipeline.entries import entries, said
from forestall.pipeline.ledger_keys import new_keys
from forestall.pipeline.office import Office, office
from forestall.pipeline.owed_now import owed_now
from forestall.pipeline.tiles import export
from forestall.standards import jcs
from forestall.store.anchor import Anchor
from forestall.store.book import Book
from forestall.store.evidence import EvidenceStore
from forestall.store.owed import Owed
from forestall.store.passes import Pass
from forestall.store.state import State

LONG = os.environ.get("FORESTALL_LONG") == "1"
START, END = datetime(2031, 1, 1, 6, tzinfo=UTC), datetime(2131, 1, 1, tzinfo=UTC)
NO_PLAN = Plan(1.0, 1.0, 1.0, 0.0, {}, (), (), optimal=True)
DONE, OVERDUE, WITHDRAWN = ObligationState.DONE, ObligationState.OVERDUE, ObligationState.WITHDRAWN


class KilledError(Exception):
    """Stands for the death of the process."""


NIGHTS = {
    "Europe/Lisbon": ("FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU", time(1, 30)),
    "America/Santiago": ("FREQ=YEARLY;BYMONTH=4,9;BYDAY=1SU", time(0, 30)),
}
"""Nights in which the clocks of a zone change, at a local time that is then skipped or repeated."""


def duties(zone: str) -> tuple[Duty, ...]:
    """Of every kind, few enough."""
    rule, when = NIGHTS[zone]

    def every(name: str, **more: object) -> Duty:
        return Duty(name, f"Do {name}", "nation", Trigger.CALENDAR, "Act 1", **more)

    return (
        every("night", rule=rule, start=date(2031, 3, 1), by=f"{when:%H:%M}"),
        every("leap", every="P1Y", start=date(2032, 2, 29), working_time=True),
        dataclasses.replace(
            every("month-end", every="P6M", start=date(2031, 8, 31), working_time=True), bearer="north"
        ),
        every("inspect", every="P3Y", start=date(2031, 12, 25), each=Each.SITE, site_kind="dam"),
        Duty(
            "incident",
            "Report",
            "north",
            Trigger.FINDING,
            "Act 2",
            kind=FindingKind.SIGMA,
            steps=("warning PT24H", "notice PT72H", "report P1M after notice"),
        ),
        Duty("answer", "Answer", "nation", Trigger.ALERT, "Act 3", within=20.0, working_time=True),
    )


def place(zone: str) -> Place:
    sites = tuple(
        Site(name, name, "dam", where, 0.0, 0.0, 1.0, 1.0, Field.TERRITORIAL)
        for name, where in (("dam-a", "north"), ("dam-b", "south"))
    )
    rules = Calendar(
        holidays=(date(2040, 5, 2),), yearly=("12-25", "01-01", "02-29"), easter=(-2, 1), opens="08:30", closes="17:00"
    )
    tree = (Jurisdiction("nation", "N"), Jurisdiction("north", "NN", "nation"), Jurisdiction("south", "S", "nation"))
    profile = Profile("Long", zone, ("en",), "EUR", tree, {}, calendar=rules)
    return Place(Path(), f"long-{zone}", profile, sites=sites, duties=duties(zone))


# What must be owed, worked out a second time


def expected(zone: str, until: datetime) -> set[tuple[str, datetime]]:
    """Every occurrence of the calendar that is due by a time."""
    local, found = ZoneInfo(zone), set[tuple[str, datetime]]()
    day = date(2031, 1, 1)
    while day < until.date() + timedelta(days=40):
        for origin, due_day, when in _falling_on(zone, day):
            moved = due_day
            while when is None and origin != "inspect" and _closed(moved):
                moved += timedelta(days=1)
            naive = datetime.combine(moved, when or time(23, 59, 59))
            due = naive.replace(tzinfo=local, fold=0 if when else 1).astimezone(UTC)
            whose = ("@dam-a", "@dam-b") if origin == "inspect" else ("",)
            found.update((f"duty:{origin}{one}", due) for one in whose)
        day += timedelta(days=1)
    return {(origin, due) for origin, due in found if due < until}


def _falling_on(zone: str, day: date) -> Iterator[tuple[str, date, time | None]]:
    last = calendar.monthrange(day.year, day.month)[1]
    nights = {"Europe/Lisbon": day.month in (3, 10) and day.day > last - 7}
    nights["America/Santiago"] = day.month in (4, 9) and day.day <= 7
    if day >= date(2031, 3, 1) and day.weekday() == 6 and nights[zone]:
        yield "night", day, NIGHTS[zone][1]
    if day >= date(2032, 2, 29) and day.month == 2 and day.day == last:
        yield "leap", day, None
    if day >= date(2031, 8, 31) and day.month in (2, 8) and day.day == last:
        yield "month-end", day, None
    if day >= date(2031, 12, 25) and (day.month, day.day) == (12, 25) and (day.year - 2031) % 3 == 0:
        yield "inspect", day, None


def _closed(day: date) -> bool:
    feast = easter(day.year)
    return (
        day.weekday() >= 5
        or (day.month, day.day) in {(12, 25), (1, 1), (2, 29)}
        or day in {date(2040, 5, 2), feast - timedelta(days=2), feast + timedelta(days=1)}
    )


# The hundred years


@dataclasses.dataclass
class World:
    """What happens."""

    place: Place
    folder: Path
    rng: random.Random
    at: datetime = START
    incidents: dict[str, datetime] = dataclasses.field(default_factory=dict)
    alerts: dict[str, datetime] = dataclasses.field(default_factory=dict)
    tally: Counter[str] = dataclasses.field(default_factory=Counter)
    never: set[str] = dataclasses.field(default_factory=set)

    def run(self) -> None:
        """A hundred years, in lives of the process of some months to some years."""
        while self.at < END:
            self.tally["lives"] += 1
            with ExitStack() as life:
                kept = life.enter_context(State.open(self.folder))
                desk = life.enter_context(office(self.folder, lambda: self.at, lambda: self.place))
                for _ in range(self.rng.randint(5, 60)):
                    self._step(kept, desk)
                    if self.at >= END:
                        break

    def _step(self, kept: State, desk: Office) -> None:
        self._happenings()
        try:
            self._pass(kept)
        except KilledError:
            self.tally["killed"] += 1
        self._people(desk)
        gap = 1.0 if LONG else self.rng.choice((0.2, 1.0, 90.0, 150.0, 180.0))
        self.at += timedelta(days=gap, seconds=self.rng.randint(0, 3600))

    def _happenings(self) -> None:
        """Incidents and alerts come, and are over after some passes."""
        for held in (self.incidents, self.alerts):
            for name in [name for name, since in held.items() if self.rng.random() < 0.6 and since < self.at]:
                del held[name]
        if not self.incidents and self.rng.random() < (0.01 if LONG else 0.08):
            self.incidents[f"f{self.tally['findings']}"] = self.at
            self.tally["findings"] += 1
        if not self.alerts and self.rng.random() < (0.01 if LONG else 0.08):
            self.alerts[f"a{self.tally['alerts']}"] = self.at.replace(microsecond=0)
            self.tally["alerts"] += 1

    def _pass(self, kept: State) -> None:
        found, proofs = owed_now(kept, self.place, NO_PLAN, self._alerts(), self._findings(), self.at)
        said_now = entries((), (), NO_PLAN, found, self.at)
        what = Pass(self.at, 1, self.place.digest, {}, obligations=found, entries=said_now, proofs=proofs)
        if self.rng.random() < 0.05:
            with kept.database.session() as session:  # killed half way: the transaction is not through
                Book(session).append(said_now)
                raise KilledError
        kept.publish(what)
        self.tally["passes"] += 1

    def _people(self, desk: Office) -> None:
        """Bearers send what shows that they did it; others judge it; messages are lost and sent again."""
        with desk.looking() as session:
            owed = Owed(session).standing()
            given = EvidenceStore(session).given(each.id for each in owed)
        for each in owed:
            if each.state in (DONE, WITHDRAWN) or each.due - self.at > timedelta(days=20):
                continue
            if each.id not in self.never and each.proof in (Proof.NONE, Proof.REFUSED):
                self._send(desk, each)
            for one in given[each.id].evidence if each.id in given and each.proof is Proof.WAITING else ():
                self._judge(desk, one)

    def _send(self, desk: Office, each: Obligation) -> None:
        if each.proof is Proof.NONE and self.rng.random() < 0.03:
            self.never.add(each.id)
        elif self.rng.random() < 0.7:
            day = self.at.date().isoformat()
            sent = Sent(each.id, f"Report on {each.id}", f"{day}T00:00Z", None, each.id.encode(), "text/plain")
            times = 2 if self.rng.random() < 0.2 else 1  # the answer was lost: sent again
            kept = [give_evidence(desk, "bearer", sent)[0].id for _ in range(times)]
            assert len(set(kept)) == 1
            self.tally["sent"] += 1
            self.tally["sent again"] += times - 1
        else:
            self.tally["lost"] += 1

    def _judge(self, desk: Office, one: Evidence) -> None:
        if self.rng.random() < 0.8:
            enough = self.rng.random() < 0.9
            for _ in range(2 if self.rng.random() < 0.2 else 1):
                give_verdict(desk, "judge", one.id, "seen" if enough else "a page is missing", enough=enough)
        else:
            self.tally["lost"] += 1

    def _findings(self) -> tuple[Finding, ...]:
        return tuple(_finding(name, at) for name, at in self.incidents.items())

    def _alerts(self) -> tuple[Alert, ...]:
        return tuple(_alert(name, at) for name, at in self.alerts.items())


def _finding(name: str, at: datetime) -> Finding:
    kind = {"kind": FindingKind.SIGMA, "rule": "r", "title": "Break-in", "level": Level.HIGH, "field": Field.CYBER}
    seen = {"first": at, "time": at, "count": 1, "evidence": (), "detail": "", "source": "log"}
    return Finding(id=name, jurisdiction="north", **kind, **seen)


def _alert(name: str, at: datetime) -> Alert:
    words = {"status": "Actual", "msg_type": "Alert", "scope": "Public", "category": "Met", "event": "Flood"}
    grades = {"urgency": "Expected", "severity": "Severe", "certainty": "Likely"}
    texts = {"headline": "Flood likely", "description": "", "instruction": ""}
    return Alert(
        identifier=name, sender="o.invalid", sent=at, effective=at, expires=None, areas=(), subject=f"risk:{name}",
        **words, **grades, **texts,
    )  # fmt: skip


@pytest.fixture(scope="module", params=["Europe/Lisbon", "America/Santiago"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    zone = request.param
    lived = World(place(zone), tmp_path_factory.mktemp("century"), random.Random(zone))
    lived.run()
    return lived


@pytest.fixture(scope="module")
def owed(world: World) -> dict[str, Obligation]:
    with State.read(world.folder) as state, state.database.session() as session:
        return {each.id: each for each in Owed(session).all()}


@pytest.fixture(scope="module")
def ledger(world: World) -> list[tuple[str, str, dict[str, object]]]:
    with State.read(world.folder) as state, state.database.session() as session:
        book = Book(session)
        head = book.head()
        assert head is not None
        kept = [book.entry(number) for number in range(head.size)]
    return [(one.kind, one.subject, dict(jcs.read(one.body)["payload"])) for one in kept]


def test_the_century_was_rough(world: World) -> None:
    assert world.tally["passes"] > 300
    assert min(world.tally[each] for each in ("lives", "killed", "lost", "sent again", "findings", "alerts")) > 10


def test_no_occurrence_of_the_calendar_is_missed_and_none_is_owed_twice(
    world: World, owed: dict[str, Obligation]
) -> None:
    with State.read(world.folder) as state:
        last = state.last_pass()
    assert last is not None
    found = Counter((each.origin, each.due) for each in owed.values() if each.origin.startswith("duty:"))
    assert set(found.values()) == {1}
    wanted = expected(world.place.profile.time_zone, last)
    assert wanted - set(found) == set()
    assert {one for one in set(found) - wanted if one[1] < last} == set()
    assert len(wanted) > 550


def test_each_incident_and_each_alert_is_owed_once(world: World, owed: dict[str, Obligation]) -> None:
    alerts = Counter(each.origin for each in owed.values() if each.origin.startswith("alert:"))
    assert set(alerts.values()) == {1}
    incidents = Counter((each.created, each.step) for each in owed.values() if each.origin.startswith("finding:"))
    assert set(incidents.values()) == {1}
    clocks = Counter(created for created, _ in incidents)
    assert set(clocks.values()) == {3}
    assert 10 < len(clocks) <= world.tally["findings"]


def test_what_the_ledger_last_says_is_how_each_obligation_stands(
    owed: dict[str, Obligation], ledger: list[tuple[str, str, dict[str, object]]]
) -> None:
    last = {subject: payload for kind, subject, payload in ledger if kind == "obligation"}
    assert {name: said(each) for name, each in owed.items()} == last


def test_no_change_is_said_twice_and_nothing_is_done_without_a_verdict_of_somebody_else(
    ledger: list[tuple[str, str, dict[str, object]]],
) -> None:
    before: dict[str, dict[str, object]] = {}
    accepted: set[object] = set()
    givers: dict[str, object] = {}
    for kind, subject, payload in ledger:
        if kind == "evidence":
            assert subject not in givers
            givers[subject] = payload["by"]
        elif kind == "verdict":
            assert payload["by"] != givers[subject]
            if payload["enough"]:
                accepted.add(payload["obligation"])
        elif kind == "obligation":
            assert before.get(subject) != payload
            assert payload["state"] != "done" or subject in accepted
            before[subject] = payload


def test_what_nobody_did_is_overdue_and_has_reached_the_top(world: World, owed: dict[str, Obligation]) -> None:
    undone = [
        each
        for name, each in owed.items()
        if name in world.never and each.state is not WITHDRAWN and END - each.due > timedelta(days=400)
    ]
    assert len(undone) > 5
    assert {each.state for each in undone} == {OVERDUE}
    assert {each.escalated_to for each in undone if each.bearer != "nation"} == {"nation"}


def test_the_ledger_of_the_century_is_verified_offline_by_the_verifier_alone(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with State.open(world.folder) as state:
        state.verify_ledger()
        keys = new_keys("century.example", (Kind.ED25519,))
        sign(state.database, Anchor(tmp_path / "anchor"), keys, END, adopt=True)
        export(state.database, tmp_path / "tiles", lambda _: None)
    verifier = runpy.run_path(str(Path(forestall.content.__path__[0]) / "verifier" / "verify.py"))
    code = verifier["main"](["tiles", str(tmp_path / "tiles"), "--key", str(keys[0].public())])
    assert code == 0, capsys.readouterr().out
