"""A small office made by hand: a place with partners, a state with alerts, findings and obligations."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from forestall.core.ids import digest_id
from forestall.guard.door import Door
from forestall.model import arrow
from forestall.model.alert import Alert, Area
from forestall.model.duty import Obligation
from forestall.model.finding import Finding
from forestall.model.intake import StoredSignal
from forestall.model.label import Label
from forestall.model.partner import Partner, SourceState
from forestall.model.place import Place
from forestall.model.risk import Interval, Risk
from forestall.model.words import Field, FindingKind, Level, ObligationState, Scale, SourceStatus
from forestall.pipeline.arrive import Desk
from forestall.pipeline.office import Office, office
from forestall.pipeline.sharing_desk import inbox_store
from forestall.pipeline.sharing_in import Counter
from forestall.place.load import load
from forestall.place.template import write_town
from forestall.store.inbox import Inbox
from forestall.store.passes import Pass
from forestall.store.state import State

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
KEY = bytes(range(32))
SOURCES = """
[[sources]]
id = "open"
title = "Open figures"
kind = "jsonl"
path = "none/open.jsonl"
field = "territorial"
label = "TLP:GREEN"

[[sources]]
id = "inner"
title = "Inner figures"
kind = "jsonl"
path = "none/inner.jsonl"
field = "cyber"
label = "TLP:AMBER"

[[sources]]
id = "strict"
title = "Figures of the office"
kind = "jsonl"
path = "none/strict.jsonl"
field = "cyber"
label = "TLP:AMBER+STRICT"

[[sources]]
id = "closed"
title = "Figures for few"
kind = "jsonl"
path = "none/closed.jsonl"
field = "cyber"
label = "TLP:RED"
"""


@dataclass
class Clock:
    """A clock that is turned by hand."""

    at: datetime = field(default=START)

    def __call__(self) -> datetime:
        return self.at

    def turn(self, **by: float) -> datetime:
        """Let time pass."""
        self.at += timedelta(**by)
        return self.at


def partner(name: str, **more: object) -> str:
    """A partner as `partners.toml` says it."""
    said = {
        "name": name.title(),
        "clearance": "TLP:AMBER",
        "fields": [str(each) for each in Field],
        "direction": "both",
        "formats": ["cap", "forestall"],
        **more,
    }
    lines = [f"{key} = {_toml(value)}" for key, value in said.items()]
    return "\n".join(("[[partners]]", f'id = "{name}"', *lines, ""))


def source_of(name: str, label: str = "TLP:GREEN") -> str:
    """A source as which a partner's alerts come in."""
    return (
        f'\n[[sources]]\nid = "from-{name}"\ntitle = "Alerts of {name}"\nkind = "cap"\npath = "none/{name}/*.xml"\n'
        f'field = "territorial"\npartner = "{name}"\nlabel = "{label}"\n'
    )


def town(folder: Path, sender: str, partners: Iterable[str], sources: Iterable[str] = ()) -> Path:
    """A place with partners."""
    write_town(folder)
    told = (folder / "place.toml").read_text().replace("outlook@millford.example", sender)
    (folder / "place.toml").write_text(told)
    (folder / "partners.toml").write_text("\n".join(partners))
    with (folder / "sources.toml").open("a") as file:
        file.write(SOURCES + "".join(sources))
    return folder


@contextmanager
def opened(root: Path, state: Path, clock: Clock) -> Iterator[tuple[Office, Counter]]:
    """The office of a place and its counter."""
    place = load(root)
    door = Door(KEY, place.profile.door)
    with office(state, clock, lambda: place) as found, Inbox.open(state) as inbox:
        yield found, Counter(found, Desk(place, door), door.text, inbox_store(inbox))


def publish(
    state: Path,
    place: Place,
    at: datetime,
    alerts: Sequence[Alert] = (),
    findings: Sequence[Finding] = (),
    obligations: Sequence[Obligation] = (),
    risks: Sequence[Risk] = (),
) -> None:
    """What a pass leaves behind."""
    states = [
        SourceState(each.id, each.title, each.field, each.kind, SourceStatus.FINE, 1, 1, 0, at, at, 0.0, None)
        for each in place.sources
    ]
    tables = {
        "findings": arrow.table(Finding, findings),
        "risks": arrow.table(Risk, risks),
        "sources": arrow.table(SourceState, states),
    }
    with State.open(state) as kept:
        kept.publish(
            Pass(
                at=at,
                seed=1,
                place=place.digest,
                summary={},
                alerts=tuple(alerts),
                obligations=tuple(obligations),
                tables=tables,
            )
        )


def finding(title: str, source: str = "open", jurisdiction: str | None = "town", **more: object) -> Finding:
    """A finding of a source."""
    made = Finding(
        id=digest_id("finding", title, source),
        kind=FindingKind.THRESHOLD,
        rule="rule",
        title=title,
        level=Level.HIGH,
        field=Field.CYBER if source != "open" else Field.TERRITORIAL,
        source=source,
        first=START,
        time=START,
        count=3,
        evidence=("record-1",),
        detail=f"{title}: three times.",
        jurisdiction=jurisdiction,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def alert(
    headline: str,
    sent: datetime,
    *,
    label: Label | None = Label.GREEN,
    scope: str = "Restricted",
    before: Alert | None = None,
    kind: str = "Alert",
    code: str = "town",
    subject: str = "",
    sender: str = "outlook@province.example",
) -> Alert:
    """One of our messages."""
    about = before.subject if before else subject or f"finding:{headline}:{code}"
    references = (f"{before.sender},{before.identifier},{before.sent.isoformat()}",) if before else ()
    return Alert(
        identifier=digest_id("made", headline, sent.isoformat()),
        sender=sender,
        sent=sent,
        status="Actual",
        msg_type=kind,
        scope=scope,
        category="Met",
        event="Storm",
        urgency="Expected",
        severity="Severe",
        certainty="Likely",
        headline=headline,
        description=f"{headline}: what is known.",
        instruction="Stay in.",
        effective=sent,
        expires=sent + timedelta(days=3),
        areas=(Area("Somewhere", circles=((8.0, 50.0, 2.0),), geocodes=(("jurisdiction", code),)),),
        references=references,
        field=Field.TERRITORIAL,
        subject=about,
        digest="0" * 64,
        label=label,
    )


def owed(title: str, origin: str, bearer: str = "town", *, days_late: int = 0, **more: object) -> Obligation:
    """Something owed."""
    state = ObligationState.OVERDUE if days_late else ObligationState.OPEN
    due = START - timedelta(days=days_late) if days_late else START + timedelta(days=30)
    made = Obligation(digest_id("owed", title), title, bearer, origin, START, due, state, clause="Order 7")
    return replace(made, **more)  # type: ignore[arg-type]


def risk(scenario: str, about: Field = Field.TERRITORIAL, mean: float = 1000.0) -> Risk:
    """A risk on one scale."""
    one = Interval(mean, mean / 2, mean * 2)
    rate = Interval(0.1, 0.05, 0.2)
    return Risk(
        scenario=scenario,
        title=f"Scenario {scenario}",
        hazard="MH0600",
        field=about,
        jurisdiction="town",
        base_rate=rate,
        rate=rate,
        ratio=1.0,
        probability=rate,
        loss={Scale.ECONOMIC: one},
        expected={Scale.ECONOMIC: one},
        weighted=one,
        drivers=(),
    )


def signals(state: Path) -> tuple[StoredSignal, ...]:
    """The signals of a state, in the order of commit."""
    with Inbox.open(state) as inbox:
        return inbox.after(0, 10_000)


def of(place: Place, name: str) -> Partner:
    """A partner of a place."""
    return next(each for each in place.partners if each.id == name)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"'
