"""What went to whom, over HTTP."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from forestall.model.alert import Alert
from forestall.model.label import Label
from forestall.pipeline.deliver import Round, deliver, delivering
from forestall.pipeline.service import Service
from forestall.place.load import load
from forestall.store.passes import Pass
from forestall.store.state import State

Ask = Callable[..., httpx.Response]
ALERT = Alert(
    identifier="a-1",
    sender="warning.haven.example",
    sent=datetime(2026, 3, 9, tzinfo=UTC),
    status="Actual",
    msg_type="Alert",
    scope="Restricted",
    category="Met",
    event="Flood",
    urgency="Expected",
    severity="Severe",
    certainty="Likely",
    headline="High water",
    description="It rains.",
    instruction="",
    effective=datetime(2026, 3, 9, tzinfo=UTC),
    expires=None,
    areas=(),
    subject="risk:flood",
    label=Label.AMBER,
)


@pytest.fixture
def delivered(service: Service, town: Path, tmp_path: Path) -> Callable[[], Round]:
    """Sends what waits to the folder of one desk."""
    folder = tmp_path / "desk"
    (town / "audiences.toml").write_text(
        '[[audiences]]\nid = "duty"\ntitle = "Duty desk"\nkind = "authority"\nclearance = "TLP:AMBER"\nkeep = 1\n'
        f'[[audiences.channels]]\nby = "file"\nfolder = "{folder}"\n'
    )
    service.place = load(town)
    now = service.now().replace(microsecond=0)
    told = replace(ALERT, sent=now, effective=now)
    with State.open(Path(service.state)) as state:
        state.publish(Pass(told.sent, 1, "place", {}, alerts=(told,)))

    def once() -> Round:
        with delivering(service.office):
            return asyncio.run(deliver(service.office))

    return once


def test_what_was_sent_is_listed_and_confirmed(ask: Ask, delivered: Callable[[], Round]) -> None:
    assert delivered().sent == 1
    (one,) = ask("GET", "/v1/deliveries").json()["items"]
    assert (one["audience"], one["channel"], one["state"], one["cause"]) == ("duty", "file", "sent", "alert")
    assert ask("POST", "/v1/deliveries/1/confirm").json()["state"] == "confirmed"
    assert ask("POST", "/v1/deliveries/1/confirm").status_code == 409
    assert ask("GET", "/v1/deliveries?state=confirmed").json()["items"][0]["number"] == 1


def test_what_was_not_given_up_is_not_tried_again(ask: Ask, delivered: Callable[[], Round]) -> None:
    delivered()
    assert ask("POST", "/v1/deliveries/1/again").status_code == 409
    assert ask("POST", "/v1/deliveries/7/again").status_code == 404


def test_each_channel_says_how_it_is_doing(ask: Ask, delivered: Callable[[], Round], tmp_path: Path) -> None:
    (tmp_path / "desk").write_text("in the way")
    assert delivered().failed == 1
    (lane,) = ask("GET", "/v1/deliveries/channels").json()["items"]
    assert (lane["waiting"], lane["failures"], lane["succeeded"]) == (1, 1, None)
    assert "desk" in lane["trouble"]


def test_the_message_itself_is_not_shown(ask: Ask, delivered: Callable[[], Round]) -> None:
    delivered()
    answer: dict[str, Any] = ask("GET", "/v1/deliveries").json()
    assert "It rains." not in json.dumps(answer)
