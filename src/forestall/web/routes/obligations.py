"""What is owed, the evidence for it, verdicts on that, and the report on what is late."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.core.errors import LimitError
from forestall.guard.policy import Subject
from forestall.model.account import Action
from forestall.model.duty import Obligation
from forestall.model.evidence import Evidence, Given, Verdict
from forestall.model.label import Label
from forestall.pipeline.duties import (
    MOST_BYTES,
    Sent,
    all_owed,
    file_of,
    give_evidence,
    give_verdict,
    given_for,
    one_evidence,
    one_owed,
)
from forestall.pipeline.duty_report import as_csv, as_json, reported
from forestall.pipeline.people import CONSOLE
from forestall.pipeline.service import Service
from forestall.web.answers import PROBLEMS
from forestall.web.listed import LISTED, Listed, Pages
from forestall.web.needs import Rows, Served
from forestall.web.rights import Reader, require

router = APIRouter(prefix="/v1", tags=["obligations"], route_class=Listed)
_Id = Annotated[str, Path(min_length=1, max_length=128)]
_Bearer = Annotated[str | None, Query(max_length=128, description="Only this authority's, and those of all below it.")]
_RESTRICTED = ("finding:", "case:", "break_glass:", "emergency:")
"""What comes from one of these may tell of an incident; the rest of what is owed, the community may know."""
_TEXT = {"type": "string"}
_BODY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


class Obligations(BaseModel):
    """What is owed."""

    items: list[Obligation]
    """By due time and id."""
    total: int
    """How many there are that may be seen."""
    next: str | None = None
    """Address of the page after this one; null on the last."""


class GivenOut(BaseModel):
    """An obligation with what was given for it."""

    obligation: Obligation
    """What is owed."""
    evidence: list[Evidence]
    """In the order in which it came."""
    verdicts: list[Verdict]
    """The last one on each."""


class Judgement(BaseModel):
    """What somebody says of evidence."""

    enough: bool
    """Whether it shows what is owed."""
    reason: str
    """Why; no names."""


@router.get("/obligations", dependencies=[require(Action.READ_OBLIGATIONS)], responses=LISTED)
def obligations(service: Served, rows: Rows, pages: Pages, settled: bool = False) -> Obligations:
    """What is owed at the last pass and since; with `settled` also what was settled long since."""
    every = sorted(_seen(service, rows, settled=settled), key=_order)
    return Obligations(items=pages.page(every, _order), total=len(every), next=pages.next)


@router.get("/obligations/report", dependencies=[require(Action.READ_OBLIGATIONS)], responses=PROBLEMS)
def late(service: Served, rows: Rows, bearer: _Bearer = None) -> dict[str, object]:
    """What is late, since when, why and with whom, rolled up by authority."""
    return as_json(reported(service.office, bearer, _seen(service, rows)))


@router.get(
    "/obligations/report.csv",
    dependencies=[require(Action.EXPORT)],
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": _TEXT}}, "description": "A row for each"}, **PROBLEMS},
)
def late_rows(service: Served, rows: Rows, bearer: _Bearer = None) -> Response:
    """What is late, a row each."""
    return Response(
        as_csv(reported(service.office, bearer, _seen(service, rows))), media_type="text/csv; charset=utf-8"
    )


@router.get("/obligations/{id}", dependencies=[require(Action.READ_OBLIGATIONS)], responses=PROBLEMS)
def obligation(service: Served, rows: Rows, id: _Id) -> GivenOut:  # noqa: A002 - the word in the address
    """One obligation, with the evidence for it and the verdicts on that."""
    return _told(*_one(service, rows, id))


@router.post(
    "/obligations/{id}/evidence",
    status_code=201,
    responses=PROBLEMS,
    openapi_extra={"requestBody": {"required": False, "content": _BODY}},
)
async def send(
    request: Request,
    service: Served,
    subject: Annotated[Subject, require(Action.GIVE_EVIDENCE)],
    rows: Rows,
    id: _Id,  # noqa: A002 - the word in the address
    title: Annotated[str, Query(min_length=1, max_length=400, description="What it is, in a line; no names.")],
    effective: Annotated[str, Query(max_length=40, description="When that was done which it shows.")],
    valid_until: Annotated[str | None, Query(max_length=40, description="Until when it holds.")] = None,
    content_type: Annotated[str, Header(max_length=100)] = "",
) -> GivenOut:
    """Send evidence: the file is the body; without a body it is a statement. Sent again it is the same."""
    body = await _body(request)
    _one(service, rows, id)
    sent = Sent(id, title, effective, valid_until, body, content_type)
    give_evidence(service.office, subject.account or CONSOLE, sent)
    return _told(*_one(service, rows, id))


@router.post("/evidence/{id}/verdict", responses=PROBLEMS)
def judge(
    service: Served,
    subject: Annotated[Subject, require(Action.JUDGE_EVIDENCE)],
    rows: Rows,
    id: _Id,  # noqa: A002 - the word in the address
    judgement: Judgement,
) -> GivenOut:
    """Say whether evidence that somebody else sent is enough."""
    owed = _of_evidence(service, rows, id)
    give_verdict(service.office, subject.account or CONSOLE, id, judgement.reason, enough=judgement.enough)
    return _told(*_one(service, rows, owed))


@router.get(
    "/evidence/{id}/file",
    dependencies=[require(Action.READ_OBLIGATIONS)],
    response_class=Response,
    responses={200: {"content": _BODY, "description": "As it was sent"}, **PROBLEMS},
)
def file(service: Served, rows: Rows, id: _Id) -> Response:  # noqa: A002 - the word in the address
    """The file that was sent, to be kept and not shown: a browser takes it for nothing else."""
    _of_evidence(service, rows, id)
    with service.office.looking() as session:
        evidence, body = file_of(session, id)
    named = {"Content-Disposition": f'attachment; filename="{evidence.id}"'}
    return Response(body, media_type="application/octet-stream", headers=named)


def _seen(service: Service, rows: Reader, *, settled: bool = False) -> list[Obligation]:
    with service.office.looking() as session:
        return [each for each in all_owed(session, settled=settled) if _may(rows, each)]


def _order(owed: Obligation) -> tuple[float, str]:
    return owed.due.timestamp(), owed.id


def _one(service: Service, rows: Reader, name: str) -> tuple[Obligation, Given]:
    with service.office.looking() as session:
        found, given = one_owed(session, name), given_for(session, name)
    if not _may(rows, found):
        raise HTTPException(404, "there is no such obligation")
    return found, given


def _of_evidence(service: Service, rows: Reader, name: str) -> str:
    """The obligation of a piece of evidence, if it may be seen."""
    with service.office.looking() as session:
        found = one_owed(session, one_evidence(session, name).obligation)
    if not _may(rows, found):
        raise HTTPException(404, "there is no such evidence")
    return found.id


def _may(rows: Reader, owed: Obligation) -> bool:
    label = Label.AMBER if owed.origin.startswith(_RESTRICTED) else Label.GREEN
    return rows.may(label, owed.bearer, None)


def _told(found: Obligation, given: Given) -> GivenOut:
    return GivenOut(obligation=found, evidence=list(given.evidence), verdicts=list(given.verdicts))


async def _body(request: Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            raise LimitError(f"more than {MOST_BYTES:,} bytes")
        parts.append(part)
    return b"".join(parts)
