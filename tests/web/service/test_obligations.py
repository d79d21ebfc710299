"""Obligations over HTTP: what is owed, evidence in and out, verdicts, the report."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from forestall.model.plan import Plan
from forestall.model.words import ObligationState
from forestall.pipeline.duties import Sent, give_evidence
from forestall.pipeline.entries import entries
from forestall.pipeline.owed_now import owed_now
from forestall.pipeline.service import Service
from forestall.store.passes import Pass
from forestall.store.state import State

Ask = Callable[..., httpx.Response]
NO_PLAN = Plan(1.0, 1.0, 1.0, 0.0, {}, (), (), optimal=True)
TOLD = {"title": "report 7", "effective": "2026-03-09"}


@pytest.fixture
def owed(service: Service) -> dict[str, Any]:
    """The first thing that is not done after a pass that looks at duties only."""
    at = service.now()
    with State.open(service.state) as kept:
        found, proofs = owed_now(kept, service.place, NO_PLAN, (), (), at)
        said = entries((), (), NO_PLAN, found, at)
        kept.publish(Pass(at, 1, "p", {}, obligations=found, entries=said, proofs=proofs))
    undone = [each for each in found if each.state is not ObligationState.DONE]
    return {"id": min(undone, key=lambda each: each.due).id, "count": len(found)}


def test_what_is_owed_is_listed(ask: Ask, owed: dict[str, Any]) -> None:
    items = ask("GET", "/v1/obligations").json()["items"]
    assert len(items) == owed["count"] > 0
    assert owed["id"] in [each["id"] for each in items]


def test_evidence_is_taken_kept_once_and_given_back(ask: Ask, owed: dict[str, Any]) -> None:
    body = bytes(range(256)) * 400  # more than other requests may bring
    first = ask("POST", f"/v1/obligations/{owed['id']}/evidence", params=TOLD, content=body)
    again = ask("POST", f"/v1/obligations/{owed['id']}/evidence", params=TOLD, content=body)
    assert (first.status_code, first.json()["obligation"]["proof"]) == (201, "waiting")
    assert len(again.json()["evidence"]) == 1
    file = ask("GET", f"/v1/evidence/{first.json()['evidence'][0]['id']}/file")
    assert (file.content, file.headers["content-type"]) == (body, "application/octet-stream")
    assert file.headers["content-disposition"].startswith("attachment")


def test_who_sent_it_may_not_judge_it_and_somebody_else_may(ask: Ask, owed: dict[str, Any], service: Service) -> None:
    own = ask("POST", f"/v1/obligations/{owed['id']}/evidence", params=TOLD, content=b"x").json()["evidence"][0]["id"]
    said = {"enough": True, "reason": "complete"}
    assert ask("POST", f"/v1/evidence/{own}/verdict", json=said).status_code == 403
    other, _ = give_evidence(service.office, "ana", Sent(owed["id"], "report 8", "2026-03-09", file=b"y"))
    answer = ask("POST", f"/v1/evidence/{other.id}/verdict", json=said)
    assert (answer.status_code, answer.json()["obligation"]["state"]) == (200, "done")


@pytest.mark.parametrize(("path", "status"), [("/v1/obligations/none", 404), ("/v1/evidence/none/file", 404)])
def test_what_is_not_there_is_not_found(ask: Ask, owed: dict[str, Any], path: str, status: int) -> None:
    assert ask("GET", path).status_code == status


def test_evidence_that_cannot_be_used_is_refused_with_a_reason(ask: Ask, owed: dict[str, Any]) -> None:
    answer = ask("POST", f"/v1/obligations/{owed['id']}/evidence", params={**TOLD, "effective": "soon"}, content=b"x")
    assert answer.status_code == 422
    assert "effective" in answer.json()["detail"]


def test_the_report_comes_as_json_and_as_rows(ask: Ask, owed: dict[str, Any]) -> None:
    found = ask("GET", "/v1/obligations/report").json()
    rows = ask("GET", "/v1/obligations/report.csv")
    assert {"at", "jurisdictions", "late"} == found.keys()
    assert len(rows.text.splitlines()) == len(found["late"]) + 1
    assert rows.headers["content-type"].startswith("text/csv")
