"""Acknowledging and silencing over HTTP: what is decided is listed, and nobody decides on what they may not see."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from forestall.guard.policy import Subject, standing
from forestall.model.account import Grant, Purpose, Role
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.pipeline.run import run_pass
from forestall.pipeline.service import Service
from forestall.web.rights import Asker

Ask = Callable[..., httpx.Response]
SOON = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
WHOLE: dict[str, Any] = {"why": "Works", "until": SOON}


@pytest.fixture
def alert(service: Service, town: Path) -> str:
    """The subject of an alert in force."""
    at = datetime(2031, 3, 10, 6, tzinfo=UTC)
    run_pass(town, out=None, state=Path(service.state), at=at, now=at, seed=1, progress=lambda _: None)
    service.picture.refresh()
    return service.picture.shown.alerts[0].subject


@pytest.fixture
def as_operator(app: FastAPI) -> Callable[..., None]:
    """Makes whoever asks an operator with these limits."""

    def become(
        clearance: Label = Label.AMBER, fields: frozenset[Field] | None = None, role: Role = Role.OPERATOR
    ) -> None:
        start = datetime(2026, 1, 1, tzinfo=UTC)
        grant = Grant(
            1, "op", role, clearance, fields, None, frozenset({Purpose.OPERATIONS}), start, None, "chief", "works here"
        )
        subject = Subject("op", "office", frozenset({standing(grant, {})}), Purpose.OPERATIONS)

        class Rights:
            organisation = "office"

            def asker(self, _request: object) -> Asker:
                return Asker(subject)

        app.state.rights = Rights()

    return become


def test_an_alert_is_acknowledged_listed_and_taken_back(ask: Ask, alert: str) -> None:
    made = ask("POST", "/v1/attention/acknowledgements", json={"alert": alert, "why": "Calling", "until": SOON})
    assert (made.status_code, made.json()["about"], made.json()["by"]) == (201, alert, "console")
    listed = ask("GET", "/v1/attention").json()
    assert (listed["acknowledged"], listed["silenced"]) == ([alert], [])
    assert [each["id"] for each in listed["lapsing"]] == [made.json()["id"]]
    ended = ask("POST", f"/v1/attention/{made.json()['id']}/end")
    assert (ended.status_code, ended.json()["ended"] is None) == (200, False)
    assert ask("GET", "/v1/attention").json()["decisions"] == []
    assert ask("POST", f"/v1/attention/{made.json()['id']}/end").status_code == 409


def test_a_silence_is_made_listed_and_ended(ask: Ask, alert: str) -> None:
    made = ask("POST", "/v1/attention/silences", json={"subject": alert} | WHOLE)
    assert (made.status_code, made.json()["kind"], made.json()["about"]) == (201, "silence", f"subject {alert}")
    assert ask("GET", "/v1/attention").json()["silenced"] == [alert]
    assert ask("GET", "/v1/attention?within=1").json()["lapsing"] == []
    assert ask("POST", f"/v1/attention/{made.json()['id']}/end").status_code == 200
    assert ask("GET", "/v1/attention").json()["silenced"] == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("silences", WHOLE, 422),
        ("silences", {"site": "x", "why": "Works", "until": "2020-01-01T00:00:00Z"}, 422),
        ("silences", {"site": "x", "why": "Works", "until": "2031-01-01T00:00:00"}, 422),
        ("silences", {"site": "x", "why": "", "until": SOON}, 422),
        ("acknowledgements", {"alert": "risk:nothing", "why": "Calling"}, 404),
        ("nothing/end", None, 404),
    ],
)
def test_what_cannot_be_used_is_explained(ask: Ask, path: str, body: object, status: int) -> None:
    answer = ask("POST", f"/v1/attention/{path}", json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_alert_that_one_may_not_see_can_be_neither_acknowledged_nor_listed(
    ask: Ask, alert: str, as_operator: Callable[..., None]
) -> None:
    made = ask("POST", "/v1/attention/acknowledgements", json={"alert": alert, "why": "Calling"}).json()["id"]
    as_operator(Label.GREEN)
    refused = ask("POST", "/v1/attention/acknowledgements", json={"alert": alert, "why": "Calling"})
    assert refused.status_code == 403
    assert ask("POST", f"/v1/attention/{made}/end").status_code == 403
    assert ask("GET", "/v1/attention").json() == {"acknowledged": [], "silenced": [], "decisions": [], "lapsing": []}


def test_a_silence_keeps_quiet_only_what_its_maker_may_see(
    ask: Ask, alert: str, as_operator: Callable[..., None]
) -> None:
    as_operator(Label.GREEN)
    made = ask("POST", "/v1/attention/silences", json={"subject": alert, "severity": "Extreme"} | WHOLE)
    assert made.status_code == 201
    as_operator(Label.RED)
    assert ask("GET", "/v1/attention").json()["silenced"] == []
    assert ask("POST", "/v1/attention/silences", json={"rule": "*o*", "severity": "Extreme"} | WHOLE).status_code == 201


def test_who_works_in_one_field_silences_in_that_field_only(
    ask: Ask, alert: str, as_operator: Callable[..., None]
) -> None:
    as_operator(fields=frozenset({Field.SOCIAL}))
    assert (
        ask("POST", "/v1/attention/silences", json={"subject": alert, "severity": "Minor"} | WHOLE).status_code == 403
    )
    within = {"field": "social", "severity": "Minor"} | WHOLE
    assert ask("POST", "/v1/attention/silences", json=within).status_code == 201


def test_an_analyst_reads_and_decides_nothing(ask: Ask, alert: str, as_operator: Callable[..., None]) -> None:
    as_operator(role=Role.ANALYST)
    assert ask("GET", "/v1/attention").status_code == 200
    assert ask("POST", "/v1/attention/silences", json={"subject": alert} | WHOLE).status_code == 403
