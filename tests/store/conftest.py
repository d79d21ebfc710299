"""What the tests of the store share: passes to publish."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from forestall.model.alert import Alert
from forestall.model.duty import Obligation
from forestall.model.entry import Entry
from forestall.model.words import ObligationState
from forestall.store.passes import Pass

START = datetime(2026, 3, 9, 6, tzinfo=UTC)

MakePass = Callable[[int], Pass]


def _alert(hour: int, subject: str = "risk:flood", msg_type: str = "Alert", life: float = 24) -> Alert:
    at = START + timedelta(hours=hour)
    return Alert(
        identifier=f"alert-{subject}-{hour}".replace(":", "-"),
        sender="office.example",
        sent=at,
        status="Actual",
        msg_type=msg_type,
        scope="Restricted",
        category="Met",
        event="Flood",
        urgency="Future",
        severity="Minor",
        certainty="Possible",
        headline="Flood is likelier than usual",
        description="It rains.",
        instruction="",
        effective=at,
        expires=at + timedelta(hours=life),
        areas=(),
        subject=subject,
        digest="d",
    )


def _obligation(state: ObligationState) -> Obligation:
    return Obligation("ob-1", "Inspect", "town", "duty:inspect", START, START + timedelta(days=9), state)


@pytest.fixture
def alert() -> Callable[..., Alert]:
    """Makes an alert sent at an hour on a subject."""
    return _alert


@pytest.fixture
def obligation() -> Obligation:
    """One that is open."""
    return _obligation(ObligationState.OPEN)


@pytest.fixture
def make_pass() -> MakePass:
    """The pass of an hour: it sends one alert, changes one obligation and finds three things."""

    def make(hour: int) -> Pass:
        at = START + timedelta(hours=hour)
        sent = _alert(hour, msg_type="Update" if hour else "Alert")
        return Pass(
            at=at,
            seed=1,
            place="place-digest",
            summary={"hour": hour},
            alerts=(sent,),
            obligations=(_obligation(ObligationState.OVERDUE if hour % 2 else ObligationState.OPEN),),
            entries=tuple(
                Entry("alert", f"{sent.subject}-{i}", at, {"identifier": sent.identifier, "part": i}) for i in range(3)
            ),
            tables={"findings": pa.table({"id": [f"f{hour}", "g", "h"], "value": [1.0, None, 3.0]})},
        )

    return make
