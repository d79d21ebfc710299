"""One obligation: from the norm to the verdict; evidence sent, judged by somebody else, opened again."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

from fastapi import Form, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.core.errors import ForestallError
from forestall.core.text import N_
from forestall.follow.tree import above, parents
from forestall.model.account import Action
from forestall.model.duty import Duty, Norm, Obligation
from forestall.model.evidence import Evidence, Given, Verdict
from forestall.model.label import Label
from forestall.pipeline.duties import (
    LONGEST,
    MOST_BYTES,
    Sent,
    file_of,
    give_evidence,
    give_verdict,
    given_for,
    one_owed,
)
from forestall.pipeline.owed_shown import Said, history
from forestall.web.pages.editing import Conflict, ConflictField
from forestall.web.pages.evidence_form import Filled, filled
from forestall.web.pages.obligations_view import WHY
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import require

router = page_router()
_READ = [require(Action.READ_OBLIGATIONS)]
_Id = Annotated[str, Path(min_length=1, max_length=128)]
_Reason = Annotated[str, Form(max_length=4000)]
_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence."""

    evidence: Evidence
    """As it was sent."""
    verdict: Verdict | None
    """The last verdict on it."""
    entry: int | None
    """Number of its entry in the ledger; None when there is none."""
    own: bool
    """Whether the reader sent it: they cannot judge it."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that could not be taken as it was."""

    fields: dict[str, str]
    """What was typed."""
    error: str
    """What is wrong."""
    at: str
    """The field that is wrong; empty for none of them."""


@dataclass(frozen=True, slots=True)
class ObligationPage:
    """What the page shows."""

    owed: Obligation
    """What is owed."""
    duty: Duty | None
    """The rule it follows from."""
    norm: Norm | None
    """The clause in the version under which it is owed."""
    names: dict[str, str]
    """Authorities by id."""
    above: tuple[str, ...]
    """Authorities above the one that owes it, nearest first."""
    pieces: tuple[Piece, ...]
    """What was given."""
    history: tuple[Said, ...]
    """What the ledger says, the oldest first."""
    why: str
    """What is missing, in English; empty for nothing."""
    gives: bool
    """Whether the reader can send evidence."""
    judges: bool
    """Whether the reader can judge what others sent."""
    seen: str
    """The state of what was given."""
    largest: int = MOST_BYTES // _MIB
    """Largest file [MiB]."""
    most: int = MOST_BYTES
    """Largest file [byte]."""
    longest: int = LONGEST
    """Longest title or reason [characters]."""
    typed: Typed | None = None
    """What was typed and could not be taken."""
    refused: tuple[str, Typed] | None = None
    """A verdict that could not be taken: on which evidence."""
    conflict: Conflict | None = None
    """Somebody else judged it meanwhile."""


@router.get("/obligations/{id}", dependencies=_READ)
def obligation_page(page: Shown, id: _Id) -> Response:  # noqa: A002 - the word in the address
    """From the norm to the verdict."""
    return page.show("obligation.html", _context(page, id))


@router.post("/obligations/{id}/evidence", dependencies=[require(Action.GIVE_EVIDENCE)])
async def send(page: Shown, request: Request, id: _Id) -> Response:  # noqa: A002 - the word in the address
    """Take in evidence; what cannot be taken comes back as it was typed."""
    return await run_in_threadpool(partial(_taken, page, id, await filled(request)))


@router.post("/obligations/{id}/evidence/{evidence}/{said}", dependencies=[require(Action.JUDGE_EVIDENCE)])
def judge(
    page: Shown,
    id: _Id,  # noqa: A002 - the word in the address
    evidence: _Id,
    said: Literal["accept", "refuse"],
    reason: _Reason = "",
    seen: Annotated[str, Form(alias="_seen", max_length=64)] = "",
) -> Response:
    """Say whether evidence that somebody else sent is enough; said later of what was accepted, it opens it again."""
    now = _context(page, id)
    piece = next((each for each in now.pieces if each.evidence.id == evidence), None)
    if piece is None:
        raise HTTPException(404, "there is no such evidence")
    if not now.judges:
        raise HTTPException(403, f"nothing grants judging evidence of {now.owed.bearer} to {page.account}")
    if seen and seen != now.seen and piece.verdict is not None:
        return page.plain("obligation.html", _context(page, id, conflict=_conflict(page, now, piece, reason)), 409)
    try:
        give_verdict(page.office, page.account, evidence, reason, enough=said == "accept")
    except ForestallError as error:
        typed = Typed({"reason": reason}, str(error), "reason")
        return page.plain("obligation.html", _context(page, id, refused=(evidence, typed)), error.http_status)
    done = N_("The evidence was accepted.") if said == "accept" else N_("The evidence was refused: it is owed.")
    return page.back(f"/obligations/{id}", page.text(done))


@router.get("/obligations/{id}/evidence/{evidence}/file", dependencies=_READ)
def file(page: Shown, id: _Id, evidence: _Id) -> Response:  # noqa: A002 - the word in the address
    """The file that was sent, to be kept and not shown: a browser takes it for nothing else."""
    if all(each.evidence.id != evidence for each in _context(page, id).pieces):
        raise HTTPException(404, "there is no such evidence")
    with page.office.looking() as session:
        found, body = file_of(session, evidence)
    named = {"Content-Disposition": f'attachment; filename="{found.id}"'}
    return Response(body, media_type="application/octet-stream", headers=named)


def _taken(page: Page, name: str, form: Filled) -> Response:
    now = _context(page, name)
    if not now.gives:
        raise HTTPException(403, f"nothing grants sending evidence of {now.owed.bearer} to {page.account}")
    told = {key: value.strip() for key, value in form.typed.items()}
    if form.too_large:
        said = N_(
            "The file has %(size)s MiB; at most %(most)s MiB can be sent. Choose a smaller one, or send it in parts: "
            "each is evidence of its own. What you typed is still here."
        )
        too_large = page.text(said, size=f"{form.size / _MIB:.1f}", most=str(MOST_BYTES // _MIB))
        return _again(page, name, Typed(told, too_large, "file"), 413)
    title, effective, until = (told.get(each, "") for each in ("title", "effective", "valid_until"))
    sent = Sent(name, title, effective, until or None, form.body, form.media_type)
    try:
        give_evidence(page.office, page.account, sent)
    except ForestallError as error:
        return _again(page, name, Typed(told, str(error), str(error).partition(":")[0]), error.http_status)
    return page.back(f"/obligations/{name}", page.text(N_("The evidence was taken in.")))


def _again(page: Page, name: str, typed: Typed, status: int) -> Response:
    return page.plain("obligation.html", _context(page, name, typed=typed), status)


def _context(
    page: Page,
    name: str,
    *,
    typed: Typed | None = None,
    refused: tuple[str, Typed] | None = None,
    conflict: Conflict | None = None,
) -> ObligationPage:
    with page.office.looking() as session:
        owed, given = one_owed(session, name), given_for(session, name)
    if not page.may(Label.AMBER, owed.bearer, None):
        raise HTTPException(404, "there is no such obligation")
    names = {each.id: each.name for each in page.place.profile.jurisdictions}
    of_evidence = [(kind, each.id) for each in given.evidence for kind in ("evidence", "verdict")]
    told = history(page.office, [("obligation", owed.id), *of_evidence])
    gives = page.reader(Action.GIVE_EVIDENCE).may(Label.AMBER, owed.bearer, None)
    return ObligationPage(
        owed=owed,
        duty=next((each for each in page.place.duties if each.id == owed.duty), None),
        norm=_norm(page, owed),
        names=names,
        above=above(parents(page.place.profile), owed.bearer),
        pieces=_pieces(page, given, told),
        history=told,
        why=WHY[owed.proof],
        gives=gives and not owed.origin.startswith("emergency:"),
        judges=page.reader(Action.JUDGE_EVIDENCE).may(Label.AMBER, owed.bearer, None),
        seen=page.seen(given),
        typed=typed,
        refused=refused,
        conflict=conflict,
    )


def _pieces(page: Page, given: Given, told: tuple[Said, ...]) -> tuple[Piece, ...]:
    verdicts = {each.evidence: each for each in given.verdicts}
    entries = {each.subject: each.number for each in told if each.kind == "evidence"}
    return tuple(
        Piece(each, verdicts.get(each.id), entries.get(each.id), each.by == page.account) for each in given.evidence
    )


def _norm(page: Page, owed: Obligation) -> Norm | None:
    duty = next((each for each in page.place.duties if each.id == owed.duty), None)
    found = [each for each in page.place.norms if duty is not None and each.id == duty.norm]
    return next((each for each in found if each.version == owed.version), found[-1] if found else None)


def _conflict(page: Page, now: ObligationPage, piece: Piece, reason: str) -> Conflict:
    verdict = piece.verdict
    theirs = verdict.reason if verdict is not None else ""
    return Conflict((ConflictField("reason", page.text(N_("Reason")), reason, theirs),), now.seen)
