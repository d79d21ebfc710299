"""A client of Forestall's interface, in one file that needs only Python 3.11.

Made from the description of the interface by `python -m forestall.web.client_writer`: change nothing here.

    office = Office("https://outlook.example", token="…")
    for finding in office.every_findings(level="critical"): ...
    for site in office.features("sites", filter="kind = 'hospital'"): ...
"""
# ruff: noqa

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

AcceptIn = TypedDict("AcceptIn", {
    "title": "str",
    "without": "NotRequired[list[str]]",
})

AcknowledgementIn = TypedDict("AcknowledgementIn", {
    "alert": "str",
    "why": "str",
    "until": "NotRequired[str | None]",
})

After = TypedDict("After", {
    "number": "NotRequired[int]",
    "digest": "NotRequired[str]",
})

Alert = TypedDict("Alert", {
    "identifier": "str",
    "sender": "str",
    "sent": "str",
    "status": "str",
    "msg_type": "str",
    "scope": "str",
    "category": "str",
    "event": "str",
    "urgency": "str",
    "severity": "str",
    "certainty": "str",
    "headline": "str",
    "description": "str",
    "instruction": "str",
    "effective": "str",
    "expires": "str | None",
    "areas": "list[Area]",
    "references": "NotRequired[list[str]]",
    "language": "NotRequired[str]",
    "source": "NotRequired[str]",
    "field": "NotRequired[Field | None]",
    "subject": "NotRequired[str]",
    "digest": "NotRequired[str]",
    "label": "NotRequired[Label | None]",
    "attention": "NotRequired[str]",
    "audience": "NotRequired[str]",
    "translations": "NotRequired[list[Wording]]",
    "onset": "NotRequired[str | None]",
    "incidents": "NotRequired[list[str]]",
    "note": "NotRequired[str]",
    "addresses": "NotRequired[list[str]]",
    "restriction": "NotRequired[str]",
    "sender_name": "NotRequired[str]",
    "contact": "NotRequired[str]",
    "web": "NotRequired[str]",
    "by_hand": "NotRequired[bool]",
})

AlertOut = TypedDict("AlertOut", {
    "identifier": "str",
    "subject": "str",
    "sent": "str",
    "expires": "str | None",
    "severity": "str",
    "urgency": "str",
    "certainty": "str",
    "headline": "str",
    "field": "str | None",
})

Alerts = TypedDict("Alerts", {
    "items": "list[AlertOut]",
    "total": "int",
    "next": "NotRequired[str | None]",
    "freshness": "Freshness",
})

Analysis = TypedDict("Analysis", {
    "id": "str",
    "cause": "str",
    "method": "Method",
    "structure": "FiveWhys | CauseTree | BowTie",
    "at": "str",
    "by": "str",
})

AnalysisIn = TypedDict("AnalysisIn", {
    "structure": "FiveWhys | CauseTree | BowTie",
})

AnswerIn = TypedDict("AnswerIn", {
    "outcome": "str",
    "evidence": "str",
})

Area = TypedDict("Area", {
    "description": "str",
    "polygons": "NotRequired[list[list[list[Any]]]]",
    "circles": "NotRequired[list[list[Any]]]",
    "geocodes": "NotRequired[list[list[Any]]]",
})

Attention = TypedDict("Attention", {
    "acknowledged": "list[str]",
    "silenced": "list[str]",
    "decisions": "list[forestall__web__routes__attention__Decision]",
    "lapsing": "list[forestall__web__routes__attention__Decision]",
})

Basic = TypedDict("Basic", {
    "id": "str",
    "text": "str",
})

Body_take_form_v1_cases_form_post = TypedDict("Body_take_form_v1_cases_form_post", {
    "case_type": "str",
    "text": "str",
    "lon": "NotRequired[float | None]",
    "lat": "NotRequired[float | None]",
    "site": "NotRequired[str | None]",
    "jurisdiction": "NotRequired[str | None]",
    "address": "NotRequired[str]",
    "harm": "NotRequired[float]",
    "contact": "NotRequired[str]",
    "same_as": "NotRequired[str | None]",
})

BowTie = TypedDict("BowTie", {
    "hazard": "str",
    "top": "str",
    "threats": "list[Branch]",
    "consequences": "list[Branch]",
})

Branch = TypedDict("Branch", {
    "text": "str",
    "barriers": "NotRequired[list[str]]",
})

Case = TypedDict("Case", {
    "id": "str",
    "kind": "CaseKind",
    "case_type": "str",
    "field": "Field",
    "label": "Label",
    "jurisdiction": "str",
    "received": "str",
    "happened": "str",
    "changed": "str",
    "text": "str",
    "address": "NotRequired[str]",
    "lon": "NotRequired[float | None]",
    "lat": "NotRequired[float | None]",
    "site": "NotRequired[str | None]",
    "harm": "NotRequired[float]",
    "state": "NotRequired[CaseState]",
    "cause": "NotRequired[str | None]",
    "outcome": "NotRequired[str]",
    "evidence": "NotRequired[str]",
    "answered_by": "NotRequired[str]",
    "confirmed_by": "NotRequired[str]",
    "closed": "NotRequired[str | None]",
    "closings": "NotRequired[int]",
    "returns": "NotRequired[int]",
    "merged_into": "NotRequired[str | None]",
    "recurrence_of": "NotRequired[str | None]",
})

CaseKind: TypeAlias = "Literal['dispute', 'complaint', 'near_miss', 'accident']"

CaseOut = TypedDict("CaseOut", {
    "case": "Case",
    "reports": "list[Report]",
})

CaseState: TypeAlias = "Literal['open', 'answered', 'closed', 'merged']"

CaseType = TypedDict("CaseType", {
    "code": "str",
    "name": "str",
    "kind": "CaseKind",
    "field": "NotRequired[Field]",
    "description": "NotRequired[str]",
    "group": "NotRequired[str]",
    "keywords": "NotRequired[list[str]]",
    "jurisdiction": "NotRequired[str | None]",
    "label": "NotRequired[Tlp]",
    "radius": "NotRequired[float]",
    "window": "NotRequired[float]",
    "same": "NotRequired[float]",
})

Cases = TypedDict("Cases", {
    "items": "list[Case]",
    "total": "int",
    "next": "NotRequired[str | None]",
})

CauseIn = TypedDict("CauseIn", {
    "cause": "str",
})

CauseMeasure = TypedDict("CauseMeasure", {
    "id": "str",
    "cause": "str",
    "title": "str",
    "bearer": "str",
    "created": "str",
    "due": "str",
    "evidence": "str",
    "by": "str",
    "measure": "NotRequired[str | None]",
    "site": "NotRequired[str | None]",
    "withdrawn": "NotRequired[str | None]",
})

CauseOut = TypedDict("CauseOut", {
    "cause": "forestall__model__case__Cause",
    "analyses": "list[Analysis]",
    "measures": "list[CauseMeasure]",
})

CauseTree = TypedDict("CauseTree", {
    "top": "str",
    "gates": "list[Gate]",
    "basics": "list[Basic]",
})

Channel: TypeAlias = "Literal['api', 'form', 'csv', 'open311', 'console']"

Condition = TypedDict("Condition", {
    "ready": "bool",
    "checks": "dict[str, Any]",
})

Counts = TypedDict("Counts", {
    "counts": "dict[str, Any]",
    "total": "int | None",
})

Decided = TypedDict("Decided", {
    "id": "int",
    "state": "str",
    "receipts": "list[ReceiptOut]",
})

Decision_Input: TypeAlias = "Literal['waiting', 'accepted', 'rejected']"

DeliveriesOut = TypedDict("DeliveriesOut", {
    "items": "list[DeliveryOut]",
    "before": "int | None",
})

DeliveryOut = TypedDict("DeliveryOut", {
    "number": "int",
    "audience": "str",
    "channel": "str",
    "alert": "str",
    "cause": "forestall__model__delivery__Cause",
    "subject": "str",
    "severity": "str",
    "state": "DeliveryState",
    "queued": "str",
    "due": "str",
    "ended": "str | None",
    "attempts": "int",
    "parcel": "str | None",
    "note": "str",
})

DeliveryState: TypeAlias = "Literal['queued', 'failed', 'sent', 'confirmed', 'given_up', 'superseded']"

DraftOut = TypedDict("DraftOut", {
    "id": "str",
    "state": "str",
    "author": "str",
    "second": "bool",
    "written": "str",
    "decided_by": "str",
    "decided": "str | None",
    "reason": "str",
    "sent": "str",
    "remarks": "list[str]",
    "alert": "Alert",
})

Evidence = TypedDict("Evidence", {
    "id": "str",
    "obligation": "str",
    "title": "str",
    "effective": "str",
    "received": "str",
    "by": "str",
    "valid_until": "NotRequired[str | None]",
    "sha256": "NotRequired[str]",
    "size": "NotRequired[int]",
    "media_type": "NotRequired[str]",
    "scope": "NotRequired[list[str]]",
    "version": "NotRequired[str]",
})

ExchangedOut = TypedDict("ExchangedOut", {
    "partner": "str",
    "given": "int",
    "taken": "int",
    "told": "bool",
    "heard": "bool",
    "trouble": "str | None",
})

Field: TypeAlias = "Literal['political', 'economic', 'territorial', 'social', 'cyber']"

Finding = TypedDict("Finding", {
    "id": "str",
    "kind": "FindingKind",
    "rule": "str",
    "title": "str",
    "level": "Level",
    "field": "Field",
    "source": "str",
    "first": "str",
    "time": "str",
    "count": "int",
    "evidence": "list[str]",
    "detail": "str",
    "site": "NotRequired[str | None]",
    "jurisdiction": "NotRequired[str | None]",
    "tags": "NotRequired[list[str]]",
})

FindingKind: TypeAlias = "Literal['sigma', 'threshold', 'seasonal', 'alert', 'vulnerability', 'silence']"

FindingOut = TypedDict("FindingOut", {
    "finding": "Finding",
    "label": "Label",
    "live": "bool",
    "changed": "int | None",
})

Findings = TypedDict("Findings", {
    "items": "list[FindingOut]",
    "total": "int",
    "next": "NotRequired[str | None]",
    "freshness": "Freshness",
})

FiveWhys = TypedDict("FiveWhys", {
    "problem": "str",
    "whys": "list[str]",
})

Flaw = TypedDict("Flaw", {
    "pointer": "str",
    "detail": "str",
})

Freshness = TypedDict("Freshness", {
    "last_pass": "str | None",
    "waiting": "int",
    "silent": "list[str]",
    "trouble": "list[str]",
})

Gate = TypedDict("Gate", {
    "id": "str",
    "text": "str",
    "join": "Join",
    "inputs": "list[str]",
})

GivenOut = TypedDict("GivenOut", {
    "obligation": "Obligation",
    "evidence": "list[Evidence]",
    "verdicts": "list[Verdict]",
})

HTTPValidationError = TypedDict("HTTPValidationError", {
    "detail": "NotRequired[list[ValidationError]]",
})

HeldOut = TypedDict("HeldOut", {
    "id": "int",
    "source": "str",
    "received": "str",
    "reason": "str",
    "pointer": "str",
    "media_type": "str",
    "size": "int",
    "signal": "int | None",
})

IntoIn = TypedDict("IntoIn", {
    "into": "str",
})

Join: TypeAlias = "Literal['and', 'or']"

Judgement = TypedDict("Judgement", {
    "enough": "bool",
    "reason": "str",
})

Label: TypeAlias = "Literal['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED']"

LaneOut = TypedDict("LaneOut", {
    "audience": "str",
    "channel": "str",
    "waiting": "int",
    "failures": "int",
    "until": "str | None",
    "trouble": "str",
    "succeeded": "str | None",
})

LanesOut = TypedDict("LanesOut", {
    "items": "list[LaneOut]",
})

LetterOut = TypedDict("LetterOut", {
    "kind": "str",
    "id": "str",
    "title": "str",
    "label": "str",
    "field": "str | None",
    "origin": "str | None",
    "format": "str",
    "digest": "str",
    "text": "str",
})

Level: TypeAlias = "Literal['informational', 'low', 'medium', 'high', 'critical']"

MeasureIn = TypedDict("MeasureIn", {
    "title": "str",
    "bearer": "str",
    "due": "str",
    "evidence": "NotRequired[str]",
    "measure": "NotRequired[str | None]",
    "site": "NotRequired[str | None]",
})

Method: TypeAlias = "Literal['five_whys', 'fault_tree', 'bow_tie']"

Need: TypeAlias = "Literal['verdict', 'evidence', 'statement']"

NewCause = TypedDict("NewCause", {
    "title": "str",
    "field": "NotRequired[Field]",
    "description": "NotRequired[str]",
})

Obligation = TypedDict("Obligation", {
    "id": "str",
    "title": "str",
    "bearer": "str",
    "origin": "str",
    "created": "str",
    "due": "str",
    "state": "ObligationState",
    "escalated_to": "NotRequired[str | None]",
    "clause": "NotRequired[str]",
    "evidence": "NotRequired[str]",
    "site": "NotRequired[str | None]",
    "duty": "NotRequired[str]",
    "step": "NotRequired[str]",
    "scope": "NotRequired[list[str]]",
    "version": "NotRequired[str]",
    "need": "NotRequired[Need]",
    "proof": "NotRequired[Proof]",
    "reason": "NotRequired[str]",
    "shown": "NotRequired[str | None]",
    "reopened": "NotRequired[str | None]",
    "gone": "NotRequired[str | None]",
})

ObligationState: TypeAlias = "Literal['open', 'due_soon', 'overdue', 'done', 'withdrawn']"

Obligations = TypedDict("Obligations", {
    "items": "list[Obligation]",
    "total": "int",
    "next": "NotRequired[str | None]",
})

PartnerOut = TypedDict("PartnerOut", {
    "id": "str",
    "name": "str",
    "clearance": "str",
    "fields": "list[str]",
    "direction": "str",
    "areas": "list[str]",
    "formats": "list[str]",
    "rollup": "bool",
    "reached": "bool",
})

PostedOut = TypedDict("PostedOut", {
    "number": "int",
    "kind": "str",
    "id": "str",
    "label": "str",
    "digest": "str",
    "queued": "str",
    "sent": "str | None",
    "confirmed": "str | None",
    "withdrawn": "str | None",
    "said": "str",
})

PreviewOut = TypedDict("PreviewOut", {
    "partner": "str",
    "going": "list[LetterOut]",
    "there": "list[LetterOut]",
    "withheld": "list[WithheldOut]",
    "hidden": "int",
})

Problem = TypedDict("Problem", {
    "type": "str",
    "title": "str",
    "status": "int",
    "detail": "str",
    "errors": "NotRequired[list[Flaw]]",
})

Proof: TypeAlias = "Literal['none', 'waiting', 'refused', 'stale', 'outdated', 'enough', 'declared']"

Proposal = TypedDict("Proposal", {
    "id": "str",
    "cases": "list[str]",
    "terms": "list[str]",
    "silhouette": "float",
    "made": "str",
    "cause": "NotRequired[str | None]",
    "decision": "NotRequired[forestall__model__case__Decision]",
    "by": "NotRequired[str]",
})

Quarantine = TypedDict("Quarantine", {
    "items": "list[HeldOut]",
    "total": "int",
})

Ranked = TypedDict("Ranked", {
    "cause": "str",
    "title": "str",
    "field": "str",
    "cases": "int",
    "open": "int",
    "harm": "float",
    "closings": "int",
    "returns": "int",
    "return_rate": "float | None",
    "low": "float | None",
    "high": "float | None",
    "points": "int",
})

Reason = TypedDict("Reason", {
    "reason": "str",
})

ReasonIn = TypedDict("ReasonIn", {
    "reason": "str",
})

ReceiptOut = TypedDict("ReceiptOut", {
    "identity": "str",
    "number": "int",
    "duplicate": "bool",
})

Receipts = TypedDict("Receipts", {
    "accepted": "int",
    "duplicates": "int",
    "rejected": "int",
    "receipts": "list[ReceiptOut]",
    "errors": "list[Flaw]",
    "remarks": "list[str]",
})

Report = TypedDict("Report", {
    "id": "str",
    "case": "str",
    "case_type": "str",
    "channel": "Channel",
    "received": "str",
    "happened": "str",
    "text": "str",
    "address": "NotRequired[str]",
    "lon": "NotRequired[float | None]",
    "lat": "NotRequired[float | None]",
    "site": "NotRequired[str | None]",
    "harm": "NotRequired[float]",
    "media": "NotRequired[str]",
})

ReportIn = TypedDict("ReportIn", {
    "case_type": "str",
    "text": "str",
    "happened": "NotRequired[str | None]",
    "lon": "NotRequired[float | None]",
    "lat": "NotRequired[float | None]",
    "site": "NotRequired[str | None]",
    "jurisdiction": "NotRequired[str | None]",
    "address": "NotRequired[str]",
    "harm": "NotRequired[float]",
    "media": "NotRequired[str]",
    "reference": "NotRequired[str]",
    "names": "NotRequired[list[str]]",
    "contact": "NotRequired[str]",
    "same_as": "NotRequired[str | None]",
})

SilenceIn = TypedDict("SilenceIn", {
    "subject": "NotRequired[str]",
    "rule": "NotRequired[str]",
    "site": "NotRequired[str]",
    "field": "NotRequired[Field | None]",
    "jurisdiction": "NotRequired[str | None]",
    "severity": "NotRequired[str | None]",
    "why": "str",
    "until": "str",
})

SourceOut = TypedDict("SourceOut", {
    "id": "str",
    "title": "str",
    "kind": "str",
    "field": "str | None",
    "every": "float | None",
    "last_received": "str | None",
    "last_event_time": "str | None",
    "age": "float | None",
    "received": "int",
    "duplicates": "int",
    "quarantined": "int",
    "last_error": "str | None",
    "silent_since": "str | None",
    "way": "str | None",
    "connected": "bool | None",
    "trouble": "str | None",
})

Sources = TypedDict("Sources", {
    "items": "list[SourceOut]",
})

Standing = TypedDict("Standing", {
    "case": "str",
    "state": "CaseState",
    "outcome": "str",
    "changed": "str",
})

Suggested = TypedDict("Suggested", {
    "case": "str",
    "state": "CaseState",
    "score": "float",
    "metres": "int | None",
    "happened": "str",
})

TakenOut = TypedDict("TakenOut", {
    "report": "str",
    "case": "str",
    "state": "CaseState",
    "jurisdiction": "str",
    "token": "str | None",
})

Text = TypedDict("Text", {
    "headline": "NotRequired[str]",
    "description": "NotRequired[str]",
    "instruction": "NotRequired[str]",
    "event": "NotRequired[str]",
})

Tlp: TypeAlias = "Literal['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED']"

TokenIn = TypedDict("TokenIn", {
    "token": "str",
    "reason": "NotRequired[str]",
})

ToldOut = TypedDict("ToldOut", {
    "partner": "str",
    "made": "str",
    "received": "str",
    "digest": "str",
    "document": "dict[str, Any]",
})

ValidationError = TypedDict("ValidationError", {
    "loc": "list[str | int]",
    "msg": "str",
    "type": "str",
    "input": "NotRequired[Any]",
    "ctx": "NotRequired[dict[str, Any]]",
})

Verdict = TypedDict("Verdict", {
    "evidence": "str",
    "enough": "bool",
    "reason": "str",
    "by": "str",
    "at": "str",
})

WithheldOut = TypedDict("WithheldOut", {
    "kind": "str",
    "id": "str",
    "title": "str",
    "label": "str",
    "field": "str | None",
    "reasons": "list[str]",
})

Wording = TypedDict("Wording", {
    "language": "str",
    "event": "str",
    "headline": "str",
    "description": "str",
    "instruction": "NotRequired[str]",
    "audience": "NotRequired[str]",
})

Written = TypedDict("Written", {
    "category": "str",
    "urgency": "str",
    "severity": "str",
    "certainty": "str",
    "texts": "NotRequired[dict[str, Any]]",
    "template": "NotRequired[str]",
    "where": "NotRequired[str]",
    "areas": "NotRequired[list[Area]]",
    "scope": "NotRequired[str]",
    "status": "NotRequired[str]",
    "field": "NotRequired[Field | None]",
    "onset": "NotRequired[str | None]",
    "expires": "NotRequired[str | None]",
    "incidents": "NotRequired[list[str]]",
    "note": "NotRequired[str]",
    "addresses": "NotRequired[list[str]]",
    "audience": "NotRequired[str]",
})

forestall__model__case__Cause = TypedDict("forestall__model__case__Cause", {
    "id": "str",
    "title": "str",
    "field": "Field",
    "created": "str",
    "by": "str",
    "description": "NotRequired[str]",
})

forestall__model__case__Decision: TypeAlias = "Literal['waiting', 'accepted', 'rejected']"

forestall__model__delivery__Cause: TypeAlias = "Literal['alert', 'escalation']"

forestall__web__routes__attention__Decision = TypedDict("forestall__web__routes__attention__Decision", {
    "id": "str",
    "kind": "str",
    "about": "str",
    "severity": "str",
    "by": "str",
    "why": "str",
    "since": "str",
    "until": "str | None",
    "ended": "str | None",
})


class Trouble(Exception):
    """The service refused: RFC 9457 problem details."""

    def __init__(self, status: int, title: str, detail: str, retry_after: float | None) -> None:
        super().__init__(f"{status} {title}: {detail}")
        self.status, self.title, self.detail, self.retry_after = status, title, detail, retry_after


class Client:
    """One office's service, asked with one token."""

    def __init__(self, address: str, token: str = "", timeout: float = 30.0) -> None:
        """Take the service's address, the token when it has accounts, and how long to wait for an answer [s]."""
        if not address.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
            raise ValueError(f"address {address!r}: expected https, or this machine: the token would be sent in clear")
        self._address, self._token, self._timeout = address.rstrip("/"), token, timeout
        self._opener = urllib.request.build_opener(_Stay)

    def features(self, collection: str, *, limit: int = 1000, **asked: str) -> Iterator[dict[str, Any]]:
        """Every feature of a collection that fits, page by page: bbox, datetime, filter, or a property's value."""
        path = f"/ogc/collections/{_part(collection)}/items"
        query: dict[str, Any] = {"limit": limit, **{name.replace("_", "-") if name == "filter_lang" else name: value for name, value in asked.items()}}
        while True:
            page = _json(self._ask("GET", path, query=query))
            yield from page["features"]
            more = [each["href"] for each in page["links"] if each["rel"] == "next"]
            if not more:
                return
            query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(more[0]).query))

    def _every(self, path: str, *, query: Mapping[str, Any], header: Mapping[str, Any] | None = None) -> Iterator[Any]:
        """Every item of a list, page by page."""
        while True:
            page = _json(self._ask("GET", path, query=query, header=header))
            yield from page["items"]
            if page["next"] is None:
                return
            query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page["next"]).query))

    def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        header: Mapping[str, Any] | None = None,
        json_body: Any = None,
        body: bytes | None = None,
        kind: str = "",
    ) -> bytes:
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        address = self._address + path + ("?" + urllib.parse.urlencode(asked, doseq=True) if asked else "")
        data = body if json_body is None else json.dumps(json_body).encode()
        request = urllib.request.Request(address, data=data, method=method)
        request.add_header("Accept", "application/json, */*;q=0.5")
        if data is not None:
            request.add_header("Content-Type", kind or "application/json")
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        for name, value in (header or {}).items():
            if value is not None:
                request.add_header(name, str(value))
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                found: bytes = answer.read()
                return found
        except urllib.error.HTTPError as error:
            with error:
                raise _trouble(error) from None


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing: a token goes to the address that was given, and nowhere else."""

    def redirect_request(self, *_args: Any) -> None:
        return None


def _trouble(error: urllib.error.HTTPError) -> Trouble:
    wait = error.headers.get("Retry-After", "")
    try:
        told = json.loads(error.read())
    except ValueError:
        told = {}
    told = told if isinstance(told, dict) else {}
    detail = str(told.get("detail", error.reason))
    return Trouble(error.code, str(told.get("title", "Refused")), detail, float(wait) if wait.isdigit() else None)


def _json(data: bytes) -> Any:
    return json.loads(data) if data else None


def _part(value: object) -> str:
    return urllib.parse.quote(str(value), safe="")


class Office(Client):
    """Every route of the interface, by method and path."""

    def every_alerts(self, *, limit: int | None = None) -> "Iterator[AlertOut]":
        """Every item, page by page: Our alerts in force at the last pass."""
        return self._every("/v1/alerts", query={'limit': limit})

    def every_cases(self, *, state: CaseState | None = None, cause: str | None = None, limit: int | None = None) -> "Iterator[Case]":
        """Every item, page by page: Cases, the one that changed last first."""
        return self._every("/v1/cases", query={'state': state, 'cause': cause, 'limit': limit})

    def every_findings(self, *, level: Level | None = None, field: Field | None = None, limit: int | None = None) -> "Iterator[FindingOut]":
        """Every item, page by page: What the last pass and the live pipeline found, most serious first."""
        return self._every("/v1/findings", query={'level': level, 'field': field, 'limit': limit})

    def every_obligations(self, *, settled: bool | None = None, limit: int | None = None) -> "Iterator[Obligation]":
        """Every item, page by page: What is owed at the last pass and since; with `settled` also what was …"""
        return self._every("/v1/obligations", query={'settled': settled, 'limit': limit})

    def get_alert_templates(self, *, language: str | None = None) -> "dict[str, Any]":
        """Templates of events, by name, as they are called in a language."""
        return _json(self._ask("GET", "/v1/alert-templates", query={'language': language}))  # type: ignore[no-any-return]

    def get_alerts(self, *, limit: int | None = None, after: str | None = None) -> "Alerts":
        """Our alerts in force at the last pass."""
        return _json(self._ask("GET", "/v1/alerts", query={'limit': limit, 'after': after}))  # type: ignore[no-any-return]

    def get_alerts_by_identifier(self, identifier: str) -> "bytes":
        """One alert as a CAP 1.2 message, signed where the office has a key; also when it is over."""
        return self._ask("GET", f"/v1/alerts/{_part(identifier)}")

    def get_attention(self, *, within: int | None = None) -> "Attention":
        """What is acknowledged and silenced, and what of it lapses soon."""
        return _json(self._ask("GET", "/v1/attention", query={'within': within}))  # type: ignore[no-any-return]

    def get_case_counts(self, *, year: int | None = None, month: int | None = None, by: str | None = None) -> "Counts":
        """Cases of a full month; counts below 5 are withheld. For who may count AMBER rows of the whole place."""
        return _json(self._ask("GET", "/v1/case-counts", query={'year': year, 'month': month, 'by': by}))  # type: ignore[no-any-return]

    def get_case_types(self) -> "list[CaseType]":
        """The types of case that the place takes in."""
        return _json(self._ask("GET", "/v1/case-types"))  # type: ignore[no-any-return]

    def get_cases(self, *, state: CaseState | None = None, cause: str | None = None, limit: int | None = None, after: str | None = None) -> "Cases":
        """Cases, the one that changed last first."""
        return _json(self._ask("GET", "/v1/cases", query={'state': state, 'cause': cause, 'limit': limit, 'after': after}))  # type: ignore[no-any-return]

    def get_cases_by_identifier(self, identifier: str) -> "CaseOut":
        """A case with all reports of it."""
        return _json(self._ask("GET", f"/v1/cases/{_part(identifier)}"))  # type: ignore[no-any-return]

    def get_cause_proposals(self, *, decision: Decision_Input | None = None) -> "list[Proposal]":
        """Proposals of shared causes all of whose cases may be seen, the largest first."""
        return _json(self._ask("GET", "/v1/cause-proposals", query={'decision': decision}))  # type: ignore[no-any-return]

    def get_causes(self) -> "list[Ranked]":
        """Causes, the one that brings most first; counted are the cases that may be seen."""
        return _json(self._ask("GET", "/v1/causes"))  # type: ignore[no-any-return]

    def get_causes_by_identifier(self, identifier: str) -> "CauseOut":
        """A cause, how it was found and what is done about it."""
        return _json(self._ask("GET", f"/v1/causes/{_part(identifier)}"))  # type: ignore[no-any-return]

    def get_deliveries(self, *, state: DeliveryState | None = None, before: int | None = None, limit: int | None = None) -> "DeliveriesOut":
        """What was queued, sent, given up: the newest first."""
        return _json(self._ask("GET", "/v1/deliveries", query={'state': state, 'before': before, 'limit': limit}))  # type: ignore[no-any-return]

    def get_deliveries_channels(self) -> "LanesOut":
        """How each channel is doing: what waits, since when it works or does not."""
        return _json(self._ask("GET", "/v1/deliveries/channels"))  # type: ignore[no-any-return]

    def get_drafts(self) -> "list[DraftOut]":
        """Drafts that wait, oldest first."""
        return _json(self._ask("GET", "/v1/drafts"))  # type: ignore[no-any-return]

    def get_drafts_by_draft(self, draft: str) -> "DraftOut":
        """A draft, whatever became of it."""
        return _json(self._ask("GET", f"/v1/drafts/{_part(draft)}"))  # type: ignore[no-any-return]

    def get_events(self, *, last_event_id: str | None = None) -> "bytes":
        """Server-sent events: `finding` for each that is new or changed, `alert` for each of ours in force. …"""
        return self._ask("GET", "/v1/events", header={'last-event-id': last_event_id})

    def get_evidence_by_id_file(self, id: str) -> "bytes":
        """The file that was sent, to be kept and not shown: a browser takes it for nothing else."""
        return self._ask("GET", f"/v1/evidence/{_part(id)}/file")

    def get_feeds_alerts_by_form(self, form: str, *, if_none_match: str | None = None) -> "bytes":
        """What who asks may read, in force or sent within a week."""
        return self._ask("GET", f"/v1/feeds/alerts.{_part(form)}", header={'if-none-match': if_none_match})

    def get_feeds_alerts_by_form_at_feeds_alerts__form_(self, form: str, *, if_none_match: str | None = None) -> "bytes":
        """What everybody may read: alerts of scope Public, in force or sent within a week."""
        return self._ask("GET", f"/feeds/alerts.{_part(form)}", header={'if-none-match': if_none_match})

    def get_feeds_alerts_by_identifier_xml(self, identifier: str) -> "bytes":
        """One public alert as CAP, also when it is over."""
        return self._ask("GET", f"/feeds/alerts/{_part(identifier)}.xml")

    def get_findings(self, *, level: Level | None = None, field: Field | None = None, offset: int | None = None, limit: int | None = None, after: str | None = None) -> "Findings":
        """What the last pass and the live pipeline found, most serious first."""
        return _json(self._ask("GET", "/v1/findings", query={'level': level, 'field': field, 'offset': offset, 'limit': limit, 'after': after}))  # type: ignore[no-any-return]

    def get_healthz(self) -> "dict[str, Any]":
        """That the process answers."""
        return _json(self._ask("GET", "/healthz"))  # type: ignore[no-any-return]

    def get_metrics(self) -> "bytes":
        """Figures of the service for Prometheus: counts and durations, nothing of what came."""
        return self._ask("GET", "/metrics")

    def get_obligations(self, *, settled: bool | None = None, limit: int | None = None, after: str | None = None) -> "Obligations":
        """What is owed at the last pass and since; with `settled` also what was settled long since."""
        return _json(self._ask("GET", "/v1/obligations", query={'settled': settled, 'limit': limit, 'after': after}))  # type: ignore[no-any-return]

    def get_obligations_by_id(self, id: str) -> "GivenOut":
        """One obligation, with the evidence for it and the verdicts on that."""
        return _json(self._ask("GET", f"/v1/obligations/{_part(id)}"))  # type: ignore[no-any-return]

    def get_obligations_report(self, *, bearer: str | None = None) -> "dict[str, Any]":
        """What is late, since when, why and with whom, rolled up by authority."""
        return _json(self._ask("GET", "/v1/obligations/report", query={'bearer': bearer}))  # type: ignore[no-any-return]

    def get_obligations_report_csv(self, *, bearer: str | None = None) -> "bytes":
        """What is late, a row each."""
        return self._ask("GET", "/v1/obligations/report.csv", query={'bearer': bearer})

    def get_ogc(self) -> "dict[str, Any]":
        """The first document of the interface (OGC API - Features): give its address to QGIS."""
        return _json(self._ask("GET", "/ogc/"))  # type: ignore[no-any-return]

    def get_ogc_collections(self) -> "dict[str, Any]":
        """All collections, with where their features are."""
        return _json(self._ask("GET", "/ogc/collections"))  # type: ignore[no-any-return]

    def get_ogc_collections_by_name(self, name: Literal['sites', 'alerts', 'findings', 'zones']) -> "dict[str, Any]":
        """A collection."""
        return _json(self._ask("GET", f"/ogc/collections/{_part(name)}"))  # type: ignore[no-any-return]

    def get_ogc_collections_by_name_items(self, name: Literal['sites', 'alerts', 'findings', 'zones'], *, f: Literal['json', 'csv', 'parquet'] | None = None, limit: int | None = None, after: str | None = None, bbox: str | None = None, datetime: str | None = None, filter: str | None = None, filter_lang: Literal['cql2-text', 'cql2-json'] | None = None, bbox_crs: Literal['http://www.opengis.net/def/crs/OGC/1.3/CRS84'] | None = None, filter_crs: Literal['http://www.opengis.net/def/crs/OGC/1.3/CRS84'] | None = None, crs: Literal['http://www.opengis.net/def/crs/OGC/1.3/CRS84'] | None = None) -> "bytes":
        """Features of a collection; any other parameter is a property with the value that it has to have."""
        return self._ask("GET", f"/ogc/collections/{_part(name)}/items", query={'f': f, 'limit': limit, 'after': after, 'bbox': bbox, 'datetime': datetime, 'filter': filter, 'filter-lang': filter_lang, 'bbox-crs': bbox_crs, 'filter-crs': filter_crs, 'crs': crs})

    def get_ogc_collections_by_name_items_by_feature(self, name: Literal['sites', 'alerts', 'findings', 'zones'], feature: str) -> "bytes":
        """One feature."""
        return self._ask("GET", f"/ogc/collections/{_part(name)}/items/{_part(feature)}")

    def get_ogc_collections_by_name_queryables(self, name: Literal['sites', 'alerts', 'findings', 'zones']) -> "bytes":
        """The properties by which features can be filtered, as JSON Schema."""
        return self._ask("GET", f"/ogc/collections/{_part(name)}/queryables")

    def get_ogc_collections_by_name_schema(self, name: Literal['sites', 'alerts', 'findings', 'zones']) -> "bytes":
        """The properties of features and the type of their geometry, as JSON Schema."""
        return self._ask("GET", f"/ogc/collections/{_part(name)}/schema")

    def get_ogc_conformance(self) -> "dict[str, Any]":
        """What the interface keeps to."""
        return _json(self._ask("GET", "/ogc/conformance"))  # type: ignore[no-any-return]

    def get_open311_v2_discovery_json(self) -> "Any":
        """Service discovery."""
        return _json(self._ask("GET", "/open311/v2/discovery.json"))

    def get_open311_v2_discovery_xml(self) -> "bytes":
        """Service discovery."""
        return self._ask("GET", "/open311/v2/discovery.xml")

    def get_open311_v2_requests_by_identifier(self, identifier: str) -> "bytes":
        """One request."""
        return self._ask("GET", f"/open311/v2/requests/{_part(identifier)}")

    def get_open311_v2_requests_json(self, *, service_request_id: str | None = None, service_code: str | None = None, start_date: str | None = None, end_date: str | None = None, status: str | None = None, jurisdiction_id: str | None = None) -> "Any":
        """Requests that may be seen: those of some ids, else of at most 90 days, the latest 1,000."""
        return _json(self._ask("GET", "/open311/v2/requests.json", query={'service_request_id': service_request_id, 'service_code': service_code, 'start_date': start_date, 'end_date': end_date, 'status': status, 'jurisdiction_id': jurisdiction_id}))

    def get_open311_v2_requests_xml(self, *, service_request_id: str | None = None, service_code: str | None = None, start_date: str | None = None, end_date: str | None = None, status: str | None = None, jurisdiction_id: str | None = None) -> "bytes":
        """Requests that may be seen: those of some ids, else of at most 90 days, the latest 1,000."""
        return self._ask("GET", "/open311/v2/requests.xml", query={'service_request_id': service_request_id, 'service_code': service_code, 'start_date': start_date, 'end_date': end_date, 'status': status, 'jurisdiction_id': jurisdiction_id})

    def get_open311_v2_services_by_identifier(self, identifier: str, *, jurisdiction_id: str | None = None) -> "bytes":
        """What is asked beside the description."""
        return self._ask("GET", f"/open311/v2/services/{_part(identifier)}", query={'jurisdiction_id': jurisdiction_id})

    def get_open311_v2_services_json(self, *, jurisdiction_id: str | None = None) -> "Any":
        """The types of case that the place takes in."""
        return _json(self._ask("GET", "/open311/v2/services.json", query={'jurisdiction_id': jurisdiction_id}))

    def get_open311_v2_services_xml(self, *, jurisdiction_id: str | None = None) -> "bytes":
        """The types of case that the place takes in."""
        return self._ask("GET", "/open311/v2/services.xml", query={'jurisdiction_id': jurisdiction_id})

    def get_open311_v2_tokens_by_identifier(self, identifier: str) -> "bytes":
        """The id of the request that a token belongs to."""
        return self._ask("GET", f"/open311/v2/tokens/{_part(identifier)}")

    def get_partners(self) -> "list[PartnerOut]":
        """The partners of the place, by id."""
        return _json(self._ask("GET", "/v1/partners"))  # type: ignore[no-any-return]

    def get_partners_by_name_preview(self, name: str) -> "PreviewOut":
        """Exactly what a partner would be sent now, and for everything else why not; nothing is changed."""
        return _json(self._ask("GET", f"/v1/partners/{_part(name)}/preview"))  # type: ignore[no-any-return]

    def get_partners_by_name_receipts(self, name: str) -> "list[PostedOut]":
        """What was shared with a partner, when, and whether it was confirmed; the newest first."""
        return _json(self._ask("GET", f"/v1/partners/{_part(name)}/receipts"))  # type: ignore[no-any-return]

    def get_partners_by_name_rollup(self, name: str) -> "dict[str, Any]":
        """What a partner would be told in the roll-up now."""
        return _json(self._ask("GET", f"/v1/partners/{_part(name)}/rollup"))  # type: ignore[no-any-return]

    def get_partners_rollups(self) -> "list[ToldOut]":
        """The last roll-up that each partner told us, by partner."""
        return _json(self._ask("GET", "/v1/partners/rollups"))  # type: ignore[no-any-return]

    def get_quarantine(self, *, limit: int | None = None, offset: int | None = None) -> "Quarantine":
        """What waits for a decision, the oldest first."""
        return _json(self._ask("GET", "/v1/quarantine", query={'limit': limit, 'offset': offset}))  # type: ignore[no-any-return]

    def get_readyz(self) -> "Condition":
        """Whether signals are taken in and worked through; says nothing of what is in them."""
        return _json(self._ask("GET", "/readyz"))  # type: ignore[no-any-return]

    def get_rollup(self) -> "bytes":
        """Our roll-up for the partner that asks, signed: figures, and no row that it may not have."""
        return self._ask("GET", "/v1/rollup")

    def get_sources(self) -> "Sources":
        """Every source of the place: when something last came, how much, and what was wrong with it."""
        return _json(self._ask("GET", "/v1/sources"))  # type: ignore[no-any-return]

    def post_alerts_by_identifier_cancel(self, identifier: str, body: "Reason", *, send: bool | None = None) -> "DraftOut":
        """Write the Cancel of an alert in force."""
        return _json(self._ask("POST", f"/v1/alerts/{_part(identifier)}/cancel", query={'send': send}, json_body=body))  # type: ignore[no-any-return]

    def post_alerts_by_identifier_update(self, identifier: str, body: "Written", *, send: bool | None = None) -> "DraftOut":
        """Write the Update of an alert in force."""
        return _json(self._ask("POST", f"/v1/alerts/{_part(identifier)}/update", query={'send': send}, json_body=body))  # type: ignore[no-any-return]

    def post_attention_acknowledgements(self, body: "AcknowledgementIn") -> "forestall__web__routes__attention__Decision":
        """See to an alert: nobody else is called for it while it is no more severe than now."""
        return _json(self._ask("POST", "/v1/attention/acknowledgements", json_body=body))  # type: ignore[no-any-return]

    def post_attention_by_id_end(self, id: str) -> "forestall__web__routes__attention__Decision":
        """End a silence, or take an acknowledgement back, now."""
        return _json(self._ask("POST", f"/v1/attention/{_part(id)}/end"))  # type: ignore[no-any-return]

    def post_attention_silences(self, body: "SilenceIn") -> "forestall__web__routes__attention__Decision":
        """Call nobody for some alerts until a time; those with labels that the account may not see are not …"""
        return _json(self._ask("POST", "/v1/attention/silences", json_body=body))  # type: ignore[no-any-return]

    def post_case_tokens_confirm(self, body: "TokenIn") -> "Standing":
        """Confirm, as who reported it, that it is settled."""
        return _json(self._ask("POST", "/v1/case-tokens/confirm", json_body=body))  # type: ignore[no-any-return]

    def post_case_tokens_forget(self, body: "TokenIn") -> "bool":
        """Delete the contact that was left with the token; whether there was one."""
        return _json(self._ask("POST", "/v1/case-tokens/forget", json_body=body))  # type: ignore[no-any-return]

    def post_case_tokens_refuse(self, body: "TokenIn") -> "Standing":
        """Say, as who reported it, that it is not settled."""
        return _json(self._ask("POST", "/v1/case-tokens/refuse", json_body=body))  # type: ignore[no-any-return]

    def post_case_tokens_status(self, body: "TokenIn") -> "Standing":
        """Where the case stands that somebody reported."""
        return _json(self._ask("POST", "/v1/case-tokens/status", json_body=body))  # type: ignore[no-any-return]

    def post_cases(self, body: "ReportIn") -> "TakenOut":
        """Report a case; the token in the answer is for who reported, and is shown once."""
        return _json(self._ask("POST", "/v1/cases", json_body=body))  # type: ignore[no-any-return]

    def post_cases_by_identifier_answer(self, identifier: str, body: "AnswerIn") -> "Case":
        """Say how it was settled and what shows it; somebody else confirms."""
        return _json(self._ask("POST", f"/v1/cases/{_part(identifier)}/answer", json_body=body))  # type: ignore[no-any-return]

    def post_cases_by_identifier_cause(self, identifier: str, body: "CauseIn") -> "Case":
        """Say what lies at its root."""
        return _json(self._ask("POST", f"/v1/cases/{_part(identifier)}/cause", json_body=body))  # type: ignore[no-any-return]

    def post_cases_by_identifier_confirm(self, identifier: str) -> "Case":
        """Confirm what another account answered: the case is closed."""
        return _json(self._ask("POST", f"/v1/cases/{_part(identifier)}/confirm"))  # type: ignore[no-any-return]

    def post_cases_by_identifier_contacts(self, identifier: str, body: "ReasonIn") -> "list[str]":
        """The contacts that were left with it; that they were read, and why, is in the ledger."""
        return _json(self._ask("POST", f"/v1/cases/{_part(identifier)}/contacts", json_body=body))  # type: ignore[no-any-return]

    def post_cases_by_identifier_merge(self, identifier: str, body: "IntoIn") -> "Case":
        """Make it part of another, which has its reports from then on."""
        return _json(self._ask("POST", f"/v1/cases/{_part(identifier)}/merge", json_body=body))  # type: ignore[no-any-return]

    def post_cases_by_identifier_reopen(self, identifier: str, body: "ReasonIn") -> "Case":
        """Open it again."""
        return _json(self._ask("POST", f"/v1/cases/{_part(identifier)}/reopen", json_body=body))  # type: ignore[no-any-return]

    def post_cases_form(self, body: bytes, *, content_type: str = "application/x-www-form-urlencoded") -> "bytes":
        """Report a case from a form; the answer is a page with the token."""
        return self._ask("POST", "/v1/cases/form", body=body, kind=content_type)

    def post_cases_suggestions(self, body: "ReportIn") -> "list[Suggested]":
        """Cases that may be what is about to be reported; nothing is kept."""
        return _json(self._ask("POST", "/v1/cases/suggestions", json_body=body))  # type: ignore[no-any-return]

    def post_cause_proposals(self) -> "list[Proposal]":
        """Look for shared causes in what the cases say; proposals nobody decided on are replaced."""
        return _json(self._ask("POST", "/v1/cause-proposals"))  # type: ignore[no-any-return]

    def post_cause_proposals_by_identifier_accept(self, identifier: str, body: "AcceptIn") -> "forestall__model__case__Cause":
        """Say that its cases have one cause."""
        return _json(self._ask("POST", f"/v1/cause-proposals/{_part(identifier)}/accept", json_body=body))  # type: ignore[no-any-return]

    def post_cause_proposals_by_identifier_reject(self, identifier: str) -> "Proposal":
        """Say that its cases have no common cause; they are not proposed together again."""
        return _json(self._ask("POST", f"/v1/cause-proposals/{_part(identifier)}/reject"))  # type: ignore[no-any-return]

    def post_causes(self, body: "NewCause") -> "forestall__model__case__Cause":
        """Name a cause; one of the same title is the same."""
        return _json(self._ask("POST", "/v1/causes", json_body=body))  # type: ignore[no-any-return]

    def post_causes_by_identifier_analyses(self, identifier: str, body: "AnalysisIn") -> "Analysis":
        """Keep how it was found: five whys, a fault tree or a bow tie."""
        return _json(self._ask("POST", f"/v1/causes/{_part(identifier)}/analyses", json_body=body))  # type: ignore[no-any-return]

    def post_causes_by_identifier_measures(self, identifier: str, body: "MeasureIn") -> "CauseMeasure":
        """Decide what is to be done about it: an obligation of an authority."""
        return _json(self._ask("POST", f"/v1/causes/{_part(identifier)}/measures", json_body=body))  # type: ignore[no-any-return]

    def post_deliveries_by_number_again(self, number: int) -> "DeliveryOut":
        """Try once more what was given up."""
        return _json(self._ask("POST", f"/v1/deliveries/{_part(number)}/again"))  # type: ignore[no-any-return]

    def post_deliveries_by_number_confirm(self, number: int) -> "DeliveryOut":
        """The audience has what was sent to it."""
        return _json(self._ask("POST", f"/v1/deliveries/{_part(number)}/confirm"))  # type: ignore[no-any-return]

    def post_drafts(self, body: "Written", *, send: bool | None = None) -> "DraftOut":
        """Write an alert."""
        return _json(self._ask("POST", "/v1/drafts", query={'send': send}, json_body=body))  # type: ignore[no-any-return]

    def post_drafts_by_draft_approve(self, draft: str) -> "DraftOut":
        """Send a draft; where the place asks for a second person, not one's own."""
        return _json(self._ask("POST", f"/v1/drafts/{_part(draft)}/approve"))  # type: ignore[no-any-return]

    def post_drafts_by_draft_refuse(self, draft: str, body: "Reason") -> "DraftOut":
        """Refuse a draft; one's own is withdrawn so."""
        return _json(self._ask("POST", f"/v1/drafts/{_part(draft)}/refuse", json_body=body))  # type: ignore[no-any-return]

    def post_evidence_by_id_verdict(self, id: str, body: "Judgement") -> "GivenOut":
        """Say whether evidence that somebody else sent is enough."""
        return _json(self._ask("POST", f"/v1/evidence/{_part(id)}/verdict", json_body=body))  # type: ignore[no-any-return]

    def post_exchange_give(self, body: bytes, *, content_type: str = "application/vnd.forestall.exchange") -> "bytes":
        """Hand over a signed parcel or roll-up; the answer says up to which letter all is on our disk."""
        return self._ask("POST", "/v1/exchange/give", body=body, kind=content_type)

    def post_exchange_take(self, body: "After") -> "bytes":
        """The next letters for the partner that asks, as a signed parcel; those up to `after` are confirmed …"""
        return self._ask("POST", "/v1/exchange/take", json_body=body)

    def post_obligations_by_id_evidence(self, id: str, body: bytes, *, title: str | None = None, effective: str | None = None, valid_until: str | None = None, content_type: str = "application/octet-stream") -> "GivenOut":
        """Send evidence: the file is the body; without a body it is a statement. Sent again it is the same."""
        return _json(self._ask("POST", f"/v1/obligations/{_part(id)}/evidence", query={'title': title, 'effective': effective, 'valid_until': valid_until}, body=body, kind=content_type))  # type: ignore[no-any-return]

    def post_open311_v2_requests_json(self, body: bytes, *, content_type: str = "application/x-www-form-urlencoded") -> "Any":
        """A new request, from a form; names are dropped, an e-mail address or telephone number is sealed …"""
        return _json(self._ask("POST", "/open311/v2/requests.json", body=body, kind=content_type))

    def post_open311_v2_requests_xml(self, body: bytes, *, content_type: str = "application/x-www-form-urlencoded") -> "bytes":
        """A new request, from a form; names are dropped, an e-mail address or telephone number is sealed …"""
        return self._ask("POST", "/open311/v2/requests.xml", body=body, kind=content_type)

    def post_partners_by_name_exchange(self, name: str) -> "ExchangedOut":
        """Exchange with a partner now, instead of when the service does next."""
        return _json(self._ask("POST", f"/v1/partners/{_part(name)}/exchange"))  # type: ignore[no-any-return]

    def post_quarantine_by_number_drop(self, number: int) -> "Decided":
        """Give it up."""
        return _json(self._ask("POST", f"/v1/quarantine/{_part(number)}/drop"))  # type: ignore[no-any-return]

    def post_quarantine_by_number_resubmit(self, number: int) -> "Decided":
        """Give it another chance: read again what could not be read, or work again through what broke a stage."""
        return _json(self._ask("POST", f"/v1/quarantine/{_part(number)}/resubmit"))  # type: ignore[no-any-return]

    def post_signals(self, body: bytes, *, source: str | None = None, idempotency_key: str | None = None, content_type: str = "application/json") -> "Receipts":
        """Hand in what a source observed; 201 when something was new, with a receipt for each signal."""
        return _json(self._ask("POST", "/v1/signals", query={'source': source}, header={'idempotency-key': idempotency_key}, body=body, kind=content_type))  # type: ignore[no-any-return]
