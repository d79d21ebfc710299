"""Writing warnings: drafted, seen as each audience would, approved, sent, updated, withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form, Path, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.core.errors import ConflictError, InputError, RightsError
from forestall.core.text import N_
from forestall.model.account import Action
from forestall.model.alert import Alert, Wording
from forestall.model.draft import Draft, DraftState
from forestall.pipeline import authoring
from forestall.store.drafts import Drafts
from forestall.store.messages import Messages
from forestall.warn.authoring import compose, following
from forestall.web.pages.alerts_view import (
    FormField,
    Reached,
    blank,
    form_fields,
    languages,
    reached,
    typed_of,
    written,
)
from forestall.web.pages.editing import Conflict, ConflictField
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.pages.queue_view import may_do, visible_alerts, when
from forestall.web.pages.sent_form import sent_form
from forestall.web.rights import require

router = page_router()
_WARN = [require(Action.WARN)]
_APPROVE = [require(Action.APPROVE)]
_MOST_TYPED = 20_000  # characters of one field
_Id = Annotated[str, Path(max_length=256)]
_Reason = Annotated[str, Form(max_length=2000)]


@dataclass(frozen=True, slots=True)
class WritePage:
    """The form in which a warning is written."""

    fields: tuple[FormField, ...]
    """Its fields."""
    standing: Alert | None
    """What is updated; None for a new one."""
    seen: str
    """Names the state of what is updated."""
    error: str
    """Why it cannot be a warning."""
    conflict: Conflict | None
    """Somebody else updated it meanwhile."""


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft, as it would be sent."""

    draft: Draft
    """The draft."""
    languages: tuple[Wording, ...]
    """What it says."""
    reached: tuple[Reached, ...]
    """Who gets what."""
    may_approve: bool
    """Whether the reader may send it."""
    own: bool
    """Whether the reader wrote it."""
    reason: str = ""
    """What was typed."""
    error: str = ""
    """Why something could not be done."""

    @property
    def waits(self) -> bool:
        """Whether nothing became of it yet."""
        return self.draft.state is DraftState.WAITING


async def typed_form(request: Request) -> dict[str, str]:
    """What stands in the form, whatever its fields."""
    async with sent_form(request) as form:
        return {name: value[:_MOST_TYPED] for name, value in form.items() if isinstance(value, str)}


Typed = Annotated[dict[str, str], Depends(typed_form)]


@router.get("/drafts/new", dependencies=_WARN)
def new_page(page: Shown) -> Response:
    """Write a warning."""
    return page.plain("alert_write.html", _form(page, blank()))


@router.post("/drafts/new", dependencies=_WARN)
def write(page: Shown, typed: Typed) -> Response:
    """Keep a draft and show it as it would be sent."""
    try:
        wanted = written(page.place, typed, when(typed.get("expires", ""), page, "expires"), None)
        _must(page, Action.WARN, compose(page.place, wanted, page.now))
        draft = authoring.write(page.office, page.account, wanted).draft
    except InputError as error:
        return page.plain("alert_write.html", _form(page, typed, error=str(error)), error.http_status)
    return page.back(f"/drafts/{draft.id}", page.text(N_("The draft is kept. Nothing is sent yet.")))


@router.get("/alerts/{identifier}/update", dependencies=_WARN)
def update_page(page: Shown, identifier: _Id) -> Response:
    """Write an Update of a warning in force."""
    standing = _standing(page, identifier)
    return page.plain("alert_write.html", _form(page, typed_of(standing), standing))


@router.post("/alerts/{identifier}/update", dependencies=_WARN)
def update(page: Shown, identifier: _Id, typed: Typed) -> Response:
    """Keep the draft of an Update."""
    standing = _standing(page, identifier)
    if page.changed(typed.get("_seen", ""), standing):
        context = _form(page, typed, standing, conflict=_conflict(page, typed, standing))
        return page.plain("alert_write.html", context, 409)
    try:
        wanted = written(page.place, typed, when(typed.get("expires", ""), page, "expires"), standing)
        _must(page, Action.WARN, compose(page.place, following(wanted, standing), page.now))
        draft = authoring.update(page.office, page.account, standing.identifier, wanted).draft
    except InputError as error:
        return page.plain("alert_write.html", _form(page, typed, standing, str(error)), error.http_status)
    return page.back(f"/drafts/{draft.id}", page.text(N_("The draft is kept. Nothing is sent yet.")))


@router.post("/alerts/{identifier}/cancel", dependencies=_WARN)
def cancel(page: Shown, identifier: _Id, reason: _Reason = "") -> Response:
    """Keep the draft of a withdrawal."""
    _standing(page, identifier)
    try:
        draft = authoring.cancel(page.office, page.account, identifier, reason).draft
    except InputError as error:
        return page.back(f"/alerts/{identifier}", str(error), kind="failed")
    return page.back(f"/drafts/{draft.id}", page.text(N_("The withdrawal is drafted. Nothing is sent yet.")))


@router.get("/drafts/{name}", dependencies=_WARN)
def draft_page(page: Shown, name: _Id) -> Response:
    """A draft, as each audience would read it."""
    return page.plain("alert_draft.html", _draft(page, name))


@router.post("/drafts/{name}/approve", dependencies=_APPROVE)
def approve(page: Shown, name: _Id) -> Response:
    """Send it."""
    _must(page, Action.APPROVE, _found(page, name).alert)
    try:
        outcome = authoring.approve(page.office, page.account, name)
    except (ConflictError, RightsError) as error:
        return page.plain("alert_draft.html", _draft(page, name, error=str(error)), error.http_status)
    page.service.picture.refresh()
    page.service.want_pass()
    assert outcome.alert is not None
    return page.back(f"/alerts/{outcome.alert.identifier}", page.text(N_("It is sent.")))


@router.post("/drafts/{name}/refuse", dependencies=_APPROVE)
def refuse(page: Shown, name: _Id, reason: _Reason = "") -> Response:
    """Refuse it; one's own is withdrawn so."""
    _must(page, Action.APPROVE, _found(page, name).alert)
    try:
        authoring.refuse(page.office, page.account, name, reason)
    except InputError as error:
        return page.plain("alert_draft.html", _draft(page, name, reason, str(error)), error.http_status)
    text = N_("The draft is not sent; that it was written and why it was not sent stays.")
    return page.back("/alerts", page.text(text))


def _form(
    page: Page,
    typed: Mapping[str, str],
    standing: Alert | None = None,
    error: str = "",
    conflict: Conflict | None = None,
) -> WritePage:
    tags = [*page.place.profile.languages]
    if standing is not None:
        tags += [each.language for each in languages(standing) if each.language not in tags]
    seen = "" if standing is None else page.seen(standing)
    return WritePage(form_fields(page.place, typed, tags, page.language.code), standing, seen, error, conflict)


def _conflict(page: Page, typed: Mapping[str, str], standing: Alert) -> Conflict:
    theirs = typed_of(standing)
    fields = _form(page, typed, standing).fields
    return Conflict(
        tuple(
            ConflictField(
                each.name,
                page.text(each.label) + (f" ({each.language})" if each.language else ""),
                each.value,
                theirs.get(each.name, ""),
            )
            for each in fields
        ),
        page.seen(standing),
    )


def _standing(page: Page, identifier: str) -> Alert:
    """The last message on what a message is about, which somebody wants to follow."""
    with page.office.looking() as session:
        named = Messages(session).get(identifier)
        chain = () if named is None else Messages(session).chain(named.subject)
    if named is None or not visible_alerts(page, (named,)):
        raise HTTPException(404, "we sent no such warning, or it is not yours to see")
    if not chain:
        raise ConflictError(f"alert {identifier}: was cancelled; write a new one")
    _must(page, Action.WARN, chain[-1])
    return chain[-1]


def _found(page: Page, name: str) -> Draft:
    with page.office.looking() as session:
        found = Drafts(session).find(name)
    if found is None or not may_do(page.reader(Action.WARN), found.alert):
        raise HTTPException(404, "there is no such draft, or it is not yours to see")
    return found


def _draft(page: Page, name: str, reason: str = "", error: str = "") -> DraftPage:
    draft = _found(page, name)
    own = draft.author == page.account
    may = page.allows(Action.APPROVE) and may_do(page.reader(Action.APPROVE), draft.alert)
    return DraftPage(
        draft=draft,
        languages=languages(draft.alert),
        reached=reached(page.place, draft.alert, page.now),
        may_approve=may and not (own and draft.second),
        own=own,
        reason=reason,
        error=error,
    )


def _must(page: Page, action: Action, alert: Alert) -> None:
    """Who asks may do this to an alert.

    Raises:
        RightsError: they may not.
    """
    if not may_do(page.reader(action), alert):
        raise RightsError(f"{action}: nothing grants this for an alert of scope {alert.scope} in this field")
