"""One case: its reports and history; answered, confirmed by somebody else, opened again, merged, given a cause."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import Form, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from forestall.core.errors import ForestallError
from forestall.core.text import N_
from forestall.model.account import Action
from forestall.model.case import Case, CaseState, Cause
from forestall.pipeline import cases as work
from forestall.pipeline.case_causes import add_cause, causes
from forestall.pipeline.case_desk import desk_of, type_of
from forestall.pipeline.case_intake import LONGEST
from forestall.pipeline.cases import Whole
from forestall.pipeline.duties import MOST_BYTES
from forestall.pipeline.owed_shown import Said, history
from forestall.web.pages.cases import rows_of
from forestall.web.pages.cases_view import Row
from forestall.web.pages.editing import Conflict, ConflictField
from forestall.web.pages.evidence_form import Filled, filled
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import require
from forestall.web.routes.cases import may, seen

router = page_router()
_READ = [require(Action.READ_CASES)]
_WORK = [require(Action.WORK_CASES)]
_Id = Annotated[str, Path(min_length=1, max_length=64)]
_Text = Annotated[str, Form(max_length=LONGEST)]
_Short = Annotated[str, Form(max_length=300)]
_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that could not be taken as it was."""

    form: str
    """Which: `answer`, `reopen`, `merge`, `cause`, `confirm`."""
    fields: dict[str, str]
    """What was typed."""
    error: str
    """What is wrong."""


@dataclass(frozen=True, slots=True)
class CasePage:
    """What the page shows."""

    whole: Whole
    """The case with its reports."""
    kind: str
    """Name of its type."""
    who: str
    """The authority that works on it."""
    cause: Cause | None
    """What lies at its root."""
    causes: tuple[Cause, ...]
    """Causes to choose from."""
    others: tuple[Row, ...]
    """Cases that it could be part of."""
    history: tuple[Said, ...]
    """What the ledger says, the oldest first."""
    works: bool
    """Whether the reader may work on it."""
    own: bool
    """Whether the reader answered it: they cannot confirm it."""
    seen: str
    """The state of the case."""
    typed: Typed | None = None
    """What was typed and could not be taken."""
    conflict: Conflict | None = None
    """Somebody else answered it meanwhile."""
    most: int = MOST_BYTES
    """Largest file [byte]."""
    largest: int = MOST_BYTES // _MIB
    """Largest file [MiB]."""
    longest: int = LONGEST
    """Longest text [characters]."""


@router.get("/cases/{id}", dependencies=_READ)
def case_page(page: Shown, id: _Id) -> Response:  # noqa: A002 - the word in the address
    """A case with all that was reported of it."""
    return page.show("case.html", _context(page, id))


@router.post("/cases/{id}/answer", dependencies=_WORK)
async def answer(page: Shown, request: Request, id: _Id) -> Response:  # noqa: A002 - the word in the address
    """Say how it was settled and what shows it; of the file its digest is kept."""
    return await run_in_threadpool(partial(_answered, page, id, await filled(request)))


@router.post("/cases/{id}/confirm", dependencies=_WORK)
def confirm(page: Shown, id: _Id) -> Response:  # noqa: A002 - the word in the address
    """Confirm what another account answered."""
    desk = desk_of(page.service)
    return _done(page, id, "confirm", {}, lambda: work.confirm(desk, page.account, id), N_("The case is closed."))


@router.post("/cases/{id}/reopen", dependencies=_WORK)
def reopen(page: Shown, id: _Id, reason: _Text = "") -> Response:  # noqa: A002 - the word in the address
    """Open it again."""
    desk = desk_of(page.service)
    change = partial(work.reopen, desk, page.account, id, reason)
    return _done(page, id, "reopen", {"reason": reason}, change, N_("The case is open again."))


@router.post("/cases/{id}/merge", dependencies=_WORK)
def merge(page: Shown, id: _Id, into: _Short = "") -> Response:  # noqa: A002 - the word in the address
    """Make it part of another."""
    desk = desk_of(page.service)

    def change() -> Case:
        seen(desk, page.reader(Action.WORK_CASES), into)
        return work.merge(desk, page.account, id, into)

    return _done(page, id, "merge", {"into": into}, change, N_("The case is part of another now."))


@router.post("/cases/{id}/cause", dependencies=_WORK)
def cause(page: Shown, id: _Id, known: _Short = "", title: _Short = "") -> Response:  # noqa: A002 - the word in the address
    """Say what lies at its root: a known cause, or a new one by its title."""
    desk = desk_of(page.service)

    def change() -> Case:
        found = seen(desk, page.reader(Action.WORK_CASES), id).case
        name = add_cause(desk, page.account, title, found.field).id if title.strip() or not known else known
        return work.set_cause(desk, page.account, id, name)

    return _done(page, id, "cause", {"known": known, "title": title}, change, N_("The cause was kept."))


def _answered(page: Page, name: str, form: Filled) -> Response:
    desk, told = desk_of(page.service), form.typed
    now = seen(desk, page.reader(Action.WORK_CASES), name).case
    if form.too_large:
        said = N_("The file has %(size)s MiB; at most %(most)s MiB can be taken. What you typed is still here.")
        error = page.text(said, size=f"{form.size / _MIB:.1f}", most=str(MOST_BYTES // _MIB))
        return page.plain("case.html", _context(page, name, Typed("answer", told, error)), 413)
    if told.get("_seen") and page.changed(told["_seen"], now) and now.outcome:
        return page.plain("case.html", _context(page, name, conflict=_conflict(page, now, told, form)), 409)
    digest = hashlib.sha256(form.body).hexdigest() if form.body else told.get("evidence", "").strip()
    change = partial(work.answer, desk, page.account, name, told.get("outcome", ""), digest)
    return _done(page, name, "answer", told, change, N_("The answer was kept: somebody else has to confirm it."))


def _conflict(page: Page, now: Case, told: dict[str, str], form: Filled) -> Conflict:
    digest = hashlib.sha256(form.body).hexdigest() if form.body else told.get("evidence", "")
    fields = (
        ConflictField("outcome", page.text(N_("How it was settled")), told.get("outcome", ""), now.outcome),
        ConflictField("evidence", page.text(N_("SHA-256 of what shows it")), digest, now.evidence),
    )
    return Conflict(fields, page.seen(now))


def _done(page: Page, name: str, form: str, typed: dict[str, str], change: Callable[[], Case], said: str) -> Response:
    seen(desk_of(page.service), page.reader(Action.WORK_CASES), name)
    try:
        change()
    except ForestallError as error:
        return page.plain("case.html", _context(page, name, Typed(form, typed, str(error))), error.http_status)
    return page.back(f"/cases/{name}", page.text(said))


def _context(page: Page, name: str, typed: Typed | None = None, conflict: Conflict | None = None) -> CasePage:
    desk = desk_of(page.service)
    reader = page.reader(Action.EXPORT if page.taken else Action.READ_CASES)
    found = seen(desk, reader, name)
    case, known = found.case, causes(desk)
    mergeable = (CaseState.OPEN, CaseState.ANSWERED)
    return CasePage(
        whole=found,
        kind=type_of(page.place, case).name,
        who={each.id: each.name for each in page.place.profile.jurisdictions}.get(case.jurisdiction, case.jurisdiction),
        cause=next((each for each in known if each.id == case.cause), None),
        causes=tuple(sorted((each for each in known if each.field is case.field), key=lambda each: each.title)),
        others=tuple(
            each
            for each in rows_of(page)
            if each.case.id != name and each.case.kind is case.kind and each.case.state in mergeable
        ),
        history=history(page.office, [("case", f"case/{name}")]),
        works=page.allows(Action.WORK_CASES) and may(page.reader(Action.WORK_CASES), case),
        own=case.answered_by == page.account,
        seen=page.seen(case),
        typed=typed,
        conflict=conflict,
    )
