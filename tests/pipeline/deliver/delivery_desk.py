"""A state with alerts to deliver, a clock that a test sets, and other sides that do as a test says."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from forestall.model.alert import Alert, Area
from forestall.model.audience import Audience, FileWay, Way
from forestall.model.delivery import Delivery, DeliveryState
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.label import Label
from forestall.model.place import Place
from forestall.model.profile import ImpactScale, Profile
from forestall.model.words import Field, Scale, Tlp
from forestall.pipeline.channels import Workshop, channel
from forestall.pipeline.deliver import Make, Round, deliver, delivering
from forestall.pipeline.office import Office, office
from forestall.standards.cap.text import time_text
from forestall.store.deliveries import Deliveries
from forestall.store.passes import Pass
from forestall.store.state import State
from forestall.warn.channel import Channel, Message, Outcome, Result

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
PROFILE = Profile(
    name="Haven",
    time_zone="Europe/Lisbon",
    languages=("en",),
    currency="EUR",
    jurisdictions=(
        Jurisdiction("haven", "Haven region"),
        Jurisdiction("town", "Town of Haven", "haven"),
        Jurisdiction("vale", "Vale district", "haven"),
    ),
    scales={Scale.DEATHS: ImpactScale("persons", 3e6)},
    sender="warning@haven.example",
)


def alert(subject: str, at: datetime, kind: str = "Alert", before: Alert | None = None, **changes: object) -> Alert:
    """A message on a subject."""
    made = Alert(
        identifier=f"a-{subject.replace(':', '-')}-{at:%m%d%H%M%S}",
        sender=PROFILE.sender,
        sent=at,
        status="Actual",
        msg_type=kind,
        scope="Restricted",
        category="Met",
        event="Flood",
        urgency="Expected",
        severity="Severe",
        certainty="Likely",
        headline=f"High water at {subject}",
        description="The river rises.",
        instruction="Close the gates.",
        effective=before.effective if before else at,
        expires=at + timedelta(days=3),
        areas=(Area("Town of Haven", geocodes=(("jurisdiction", "town"),)),),
        references=(f"{before.sender},{before.identifier},{time_text(before.sent)}",) if before else (),
        field=Field.TERRITORIAL,
        subject=subject,
        label=Label.AMBER,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def audience(name: str, *ways: Way, **changes: object) -> Audience:
    """An authority that gets AMBER by the ways named."""
    made = Audience(name, f"Desk {name}", "authority", ways or (FileWay("file", "/nowhere"),), Tlp.AMBER)
    return replace(made, **changes)  # type: ignore[arg-type]


@dataclass(slots=True)
class Line:
    """The other side of a channel: answers as it is told, and keeps what it took."""

    outcome: Outcome = Outcome.TAKEN
    seen: list[Message] = field(default_factory=list)
    taken: list[Message] = field(default_factory=list)

    async def send(self, message: Message) -> Result:
        self.seen.append(message)
        if self.outcome in (Outcome.TAKEN, Outcome.UNSURE):  # unsure: it came, and the answer was lost
            self.taken.append(message)
        return Result(self.outcome, "" if self.outcome is Outcome.TAKEN else "as the test says")


@dataclass(slots=True)
class Desk:
    """One state, its place and its clock."""

    folder: Path
    place: Place
    at: datetime = START
    passes: int = 0
    lines: dict[str, Line] = field(default_factory=dict)

    def clock(self) -> datetime:
        return self.at

    @contextmanager
    def office(self) -> Iterator[Office]:
        with office(self.folder, self.clock, lambda: self.place) as found:
            yield found

    def publish(self, *alerts: Alert) -> None:
        """A pass that sends alerts."""
        self.passes += 1
        with State.open(self.folder) as state:
            state.publish(Pass(self.at, self.passes, "place", {}, alerts=alerts))

    def deliver(self, make: Make | None = None) -> Round:
        """One round, over the lines of the test, by the id of the way."""
        with self.office() as found, delivering(found):
            return asyncio.run(deliver(found, make or self.make))

    def make(self, way: Way, shop: Workshop, failures: int) -> Channel:
        return self.lines.setdefault(way.id, Line())

    def real(self, way: Way, shop: Workshop, failures: int) -> Channel:
        return channel(way, shop, failures)

    def all(self) -> list[Delivery]:
        """Every delivery, in order."""
        with self.office() as found, found.looking() as session:
            return sorted(Deliveries(session).latest(10_000), key=lambda one: one.number)

    def states(self) -> list[DeliveryState]:
        return [one.state for one in self.all()]

    def wait(self, **span: float) -> None:
        self.at += timedelta(**span)


MakeDesk = Callable[..., Desk]
