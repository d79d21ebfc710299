"""Alerts go out: what is new is queued, what is due is sent lane by lane, what became of it is written down.

A message is written down before it is tried. Who dies between sending and writing sends the same message again, under
the same id: at least once on the line, once for whoever knows ids.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from sqlalchemy.orm import Session

from forestall.core.errors import ForestallError, StandardError
from forestall.model.audience import Audience, Way
from forestall.model.delivery import Delivery, Lane, Parcel
from forestall.model.place import Place
from forestall.pipeline.cap_signing import signer
from forestall.pipeline.channels import Workshop, channel
from forestall.pipeline.composing import compose
from forestall.pipeline.office import Office
from forestall.pipeline.routing import bar, escalate, give_up, record_by_hand, record_given_up, record_sent, route
from forestall.store.deliveries import Deliveries
from forestall.store.lock import Work, locked, locked_server
from forestall.warn.channel import Channel, Message, Outcome, Result
from forestall.warn.delivering import GATHERS, next_try, parcel, superseded, together

Make = Callable[[Way, Workshop, int], Channel]
"""Makes a channel ready."""
Tell = Callable[..., None]
"""Writes to the log."""
Rest = Callable[[], Awaitable[None]]
"""Waits until there may be something to deliver."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did."""

    queued: int = 0
    """Deliveries queued."""
    escalated: int = 0
    """Of them because nobody acknowledged."""
    sent: int = 0
    """Messages that were taken."""
    failed: int = 0
    """Tries that did not get through."""
    given_up: int = 0
    """Deliveries given up."""


@contextmanager
def delivering(office: Office) -> Iterator[None]:
    """Be the one that delivers from a state.

    Raises:
        StateError: another process is.
    """
    folder = office.writing.where.folder
    with locked_server(office.writing, Work.DELIVERY) if folder is None else locked(folder, Work.DELIVERY):
        yield


async def deliver(office: Office, make: Make = channel) -> Round:
    """One round: queue, escalate, give up, then send what is due, all lanes side by side.

    Args:
        office: the state, within `delivering`
        make: makes a channel ready

    Raises:
        StateError: the state cannot be used.
    """
    place = office.place()
    if not place.audiences:
        return Round()
    first, lanes = await asyncio.to_thread(_prepared, office, place)
    ways = {(each.id, way.id): (each, way) for each in place.audiences for way in each.channels}
    runs = [_Run(office, place, *ways[key], make) for key in lanes if key in ways]
    found = await asyncio.gather(*(run.all() for run in runs))
    return Round(
        queued=first.queued,
        escalated=first.escalated,
        sent=sum(each.sent for each in found),
        failed=sum(each.failed for each in found),
        given_up=first.given_up + sum(each.given_up for each in found),
    )


async def keep_delivering(office: Office, rest: Rest, tell: Tell) -> None:
    """Deliver until cancelled; what fails is told and tried again.

    Args:
        office: the state
        rest: waits until there may be something to deliver
        tell: writes to the log
    """
    trouble = ""
    while True:
        try:
            with delivering(office):
                while True:
                    done = await deliver(office)
                    trouble = ""
                    if done != Round():
                        tell("delivered", sent=done.sent, failed=done.failed, given_up=done.given_up)
                    await rest()
        except Exception as error:  # noqa: BLE001 - whatever it is, tomorrow's warnings must still go out
            if (reason := _told(error)) != trouble:
                tell("cannot deliver", reason=reason)
            trouble = reason
        await rest()


def confirm(office: Office, by: str, number: int) -> Delivery:
    """An audience has what was sent to it: it is not escalated from there.

    Args:
        office: the state
        by: the account that says so, or `console`
        number: the delivery

    Raises:
        InputError: there is none of that number.
        ConflictError: it was not sent.
    """
    at = office.now()
    with office.changing() as session:
        one = Deliveries(session).confirm(number, at)
        record_by_hand(session, one, by, at)
        return one


def again(office: Office, by: str, number: int) -> Delivery:
    """Try once more what was given up.

    Raises:
        InputError: there is none of that number.
        ConflictError: it was not given up.
    """
    at = office.now()
    with office.changing() as session:
        one = Deliveries(session).again(number, at)
        record_by_hand(session, one, by, at)
        return one


def lanes(office: Office, session: Session) -> tuple[Lane, ...]:
    """How each channel of the place is doing, by audience and channel."""
    box = Deliveries(session)
    waiting = box.waiting()
    keys = sorted((each.id, way.id) for each in office.place().audiences for way in each.channels)
    return tuple(replace(box.lane(*key), waiting=len(waiting.get(key, ()))) for key in keys)


def _prepared(office: Office, place: Place) -> tuple[Round, tuple[tuple[str, str], ...]]:
    """What is done before anything is sent, and the lanes in which something waits."""
    at = office.now()
    with office.changing() as session:
        queued, told, lost = route(session, place, at), escalate(session, place, at), give_up(session, place, at)
        done = Round(queued=len(queued) + len(told), escalated=len(told), given_up=len(lost))
        return done, tuple(Deliveries(session).waiting())


class _Run:
    """What is due in one lane, one message after the other, until one fails."""

    def __init__(self, office: Office, place: Place, audience: Audience, way: Way, make: Make) -> None:
        self._office, self._place, self._audience, self._way, self._make = office, place, audience, way, make

    async def all(self) -> Round:
        done = Round()
        while True:
            bound = await asyncio.to_thread(self._bound)
            if bound is None:
                return done
            mine, lane = bound
            result = await self._tried(mine, lane)
            await asyncio.to_thread(self._write_down, mine, lane, result)
            done = _counted(done, result, mine)
            if result.outcome in (Outcome.AWAY, Outcome.UNSURE):
                return done

    async def _tried(self, mine: Parcel, lane: Lane) -> Result:
        shop = Workshop(self._place.root, self._office.now)
        try:
            way = self._make(self._way, shop, lane.failures)
            return await way.send(await asyncio.to_thread(self._message, mine))
        except StandardError as error:
            return Result(Outcome.REFUSED, f"is no CAP message: {error}")
        except Exception as error:  # noqa: BLE001 - a fault in one channel must not hold up the others
            return Result(Outcome.AWAY, _told(error))

    def _bound(self) -> tuple[Parcel, Lane] | None:
        """What is to be tried now: what is under way, else what is due, written down."""
        at = self._office.now()
        with self._office.changing() as session:
            box = Deliveries(session)
            lane = box.lane(self._audience.id, self._way.id)
            if lane.until is not None and lane.until > at:
                return None
            mine = box.bound(lane.audience, lane.channel)
            if mine is not None and bar(session, mine.deliveries, self._audience, self._place, at):
                box.release(mine)
                mine = None
            if mine is None:
                ready = self._ready(session, at)
                if not ready:
                    return None
                mine = parcel(ready, at)
                box.bind(mine)
            return mine, lane

    def _ready(self, session: Session, at: datetime) -> tuple[Delivery, ...]:
        """What goes out next, and may: what may not is given up."""
        box, gathers = Deliveries(session), self._way.by in GATHERS
        while True:
            waiting = box.waiting_in(self._audience.id, self._way.id, None if gathers else at)
            ready = together(waiting, at, self._way.by)
            if not bar(session, ready, self._audience, self._place, at):
                return ready

    def _message(self, mine: Parcel) -> Message:
        with self._office.looking() as session:
            return compose(Deliveries(session), mine, self._place, self._audience, self._way, signer(self._office))

    def _write_down(self, mine: Parcel, lane: Lane, result: Result) -> None:
        at = self._office.now()
        with self._office.changing() as session:
            box = Deliveries(session)
            match result.outcome:
                case Outcome.TAKEN:
                    record_sent(session, mine, superseded(mine.deliveries), result.detail, at)
                    box.keep(Lane(lane.audience, lane.channel, trouble=result.detail, succeeded=at))
                case Outcome.AWAY | Outcome.UNSURE:
                    box.tried(mine, result.detail)
                    if result.outcome is Outcome.AWAY and self._way.by in GATHERS:
                        box.release(mine)
                    later = next_try(lane, at, result.wait)
                    box.keep(replace(lane, failures=lane.failures + 1, until=later, trouble=result.detail))
                case Outcome.REFUSED:
                    _refused(session, mine, result.detail, at)
                    box.keep(replace(lane, trouble=result.detail))
                case _:
                    assert_never(result.outcome)


def _told(error: Exception) -> str:
    """What went wrong; what we did not raise on purpose says what it is."""
    return str(error) if isinstance(error, ForestallError) else f"{type(error).__name__}: {error}"


def _refused(session: Session, mine: Parcel, why: str, at: datetime) -> None:
    """The other side does not want it: of several it is found out which; one alone is given up."""
    box = Deliveries(session)
    box.tried(mine, why)
    if len(mine.deliveries) > 1:
        box.part(mine)
        return
    box.release(mine)
    record_given_up(session, mine.deliveries, why, at)


def _counted(done: Round, result: Result, mine: Parcel) -> Round:
    if result.outcome is Outcome.TAKEN:
        return replace(done, sent=done.sent + 1)
    lost = result.outcome is Outcome.REFUSED and len(mine.deliveries) == 1
    return replace(done, failed=done.failed + 1, given_up=done.given_up + lost)
