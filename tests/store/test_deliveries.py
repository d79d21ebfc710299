"""The outbox on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from forestall.core.errors import ConflictError, StateError
from forestall.model.alert import Alert
from forestall.model.delivery import Cause, Delivery, DeliveryState, Lane, Parcel
from forestall.model.label import Label
from forestall.store.database import Database
from forestall.store.deliveries import Deliveries
from forestall.store.lock import Work, locked, locked_server
from forestall.store.passes import Pass
from forestall.store.state import State

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
ONE = Delivery(0, "duty", "email", "a-1", Cause.ALERT, "risk:flood", "Severe", Label.AMBER, None, START, START)


@pytest.fixture
def database(place: str) -> Iterator[Database]:
    found = Database(place, writable=True)
    found.prepare()
    yield found
    found.close()


def test_what_is_queued_twice_is_there_once(database: Database) -> None:
    with database.session() as session:
        assert [one.number for one in Deliveries(session).queue([ONE, replace(ONE, channel="webhook")])] == [1, 2]
    with database.session() as session:
        again = Deliveries(session).queue([ONE, replace(ONE, cause=Cause.ESCALATION)])
        assert [(one.number, one.cause) for one in again] == [(3, Cause.ESCALATION)]


def test_one_parcel_is_under_way_in_a_lane_and_is_found_after_a_death(database: Database) -> None:
    with database.session() as session:
        queued = Deliveries(session).queue([ONE, replace(ONE, alert="a-2")])
        Deliveries(session).bind(Parcel("delivery-1", "duty", "email", START, queued))
    with database.session() as session:
        found = Deliveries(session).bound("duty", "email")
        assert found is not None
        assert (found.id, [one.alert for one in found.deliveries]) == ("delivery-1", ["a-1", "a-2"])
        with pytest.raises(ConflictError, match="under way"):
            Deliveries(session).bind(Parcel("delivery-2", "duty", "email", START, queued))
        Deliveries(session).sent(found, {1: "a-2"}, START)
    with database.session() as session:
        box = Deliveries(session)
        assert box.bound("duty", "email") is None
        assert [one.state for one in box.latest(9)] == [DeliveryState.SENT, DeliveryState.SUPERSEDED]
        with pytest.raises(StateError, match="is not under way"):
            box.sent(found, {}, START)


def test_alerts_wait_in_their_order_until_it_is_decided_who_gets_them(
    place: str, database: Database, alert: Callable[..., Alert]
) -> None:
    with State.open(place) as state:
        state.publish(Pass(START, 1, "p", {}, alerts=(alert(0, "risk:b"), alert(0, "risk:a"))))
        later = START + timedelta(hours=1)
        state.publish(Pass(later, 2, "p", {}, alerts=(alert(1, "risk:a", "Update"),)))
    with database.session() as session:
        box = Deliveries(session)
        waiting = box.unrouted(10)
        assert [one.subject for one in waiting] == ["risk:a", "risk:b", "risk:a"]
        assert box.before(waiting[2]) == waiting[0]
        assert box.before(waiting[0]) is None
        assert set(box.in_force(START + timedelta(hours=24))) == {"risk:a"}
        box.routed(waiting[:2], START)
        assert box.unrouted(10) == waiting[2:]


def test_how_a_lane_is_doing_is_kept(database: Database) -> None:
    with database.session() as session:
        assert Deliveries(session).lane("duty", "email") == Lane("duty", "email")
        Deliveries(session).keep(Lane("duty", "email", 3, START, "away", None))
        assert Deliveries(session).lane("duty", "email") == Lane("duty", "email", 3, START, "away", None)


def test_one_process_delivers_from_a_state(database: Database) -> None:
    folder = database.where.folder

    def hold() -> AbstractContextManager[None]:
        return locked_server(database, Work.DELIVERY) if folder is None else locked(folder, Work.DELIVERY)

    with hold(), pytest.raises(StateError, match="something else delivers"), hold():
        pass
    with hold():
        pass
