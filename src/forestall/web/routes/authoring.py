"""Alerts that people write: drafts, their approval by a second person, updates and cancellations."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel
from pydantic import Field as Limited

from forestall.core.errors import RightsError
from forestall.model.account import Action
from forestall.model.alert import Alert
from forestall.model.draft import Draft
from forestall.pipeline import authoring
from forestall.pipeline.alert_feed import sent
from forestall.pipeline.people import CONSOLE
from forestall.pipeline.service import Service
from forestall.warn.authoring import Written, compose, following, templates
from forestall.web.answers import PROBLEMS
from forestall.web.listed import Listed
from forestall.web.needs import Rows, Served
from forestall.web.rights import Reader, require
from forestall.web.routes.alerts import may_see

router = APIRouter(prefix="/v1", tags=["alerts"], route_class=Listed)
_Id = Annotated[str, Path(min_length=1, max_length=256)]
_Send = Annotated[bool, Query(description="Send it at once, where the place asks for no second person.")]


class Reason(BaseModel):
    """Why."""

    reason: str = Limited(min_length=1, max_length=2000)


class DraftOut(BaseModel):
    """A draft, or what became of it."""

    id: str
    """By which it is approved or refused."""
    state: str
    """waiting, sent, refused, withdrawn, replaced."""
    author: str
    """Account that wrote it, `console`, or `pass`."""
    second: bool
    """Whether somebody else has to approve it."""
    written: datetime
    """When."""
    decided_by: str
    """Account that decided."""
    decided: datetime | None
    """When."""
    reason: str
    """Why, when it was refused or withdrawn."""
    sent: str
    """Identifier of the alert that was sent; the message is at `/v1/alerts/IDENTIFIER`."""
    remarks: list[str]
    """What CAP 1.2 recommends and the alert does not do."""
    alert: Alert
    """The alert as it would be sent."""


@router.get("/alert-templates", dependencies=[require(Action.WARN)], responses=PROBLEMS)
def known_templates(service: Served, language: str = "") -> dict[str, str]:
    """Templates of events, by name, as they are called in a language."""
    return templates(language or service.place.profile.languages[0])


@router.get("/drafts", dependencies=[require(Action.WARN)], responses=PROBLEMS)
def drafts(service: Served, rows: Rows) -> list[DraftOut]:
    """Drafts that wait, oldest first."""
    return [_told(each) for each in authoring.waiting(service.office) if may_see(rows, each.alert)]


@router.post("/drafts", status_code=201, dependencies=[require(Action.WARN)], responses=PROBLEMS)
def draft(service: Served, rows: Rows, written: Written, send: _Send = False) -> DraftOut:
    """Write an alert."""
    _may(rows, compose(service.place, written, service.now()))
    return _done(service, authoring.write(service.office, _by(rows), written, send=send))


@router.get("/drafts/{draft}", dependencies=[require(Action.WARN)], responses=PROBLEMS)
def one_draft(service: Served, rows: Rows, draft: _Id) -> DraftOut:
    """A draft, whatever became of it."""
    found = authoring.drafted(service.office, draft)
    _may(rows, found.alert)
    return _told(found)


@router.post("/drafts/{draft}/approve", dependencies=[require(Action.APPROVE)], responses=PROBLEMS)
def approve(service: Served, rows: Rows, draft: _Id) -> DraftOut:
    """Send a draft; where the place asks for a second person, not one's own."""
    _may(rows, authoring.drafted(service.office, draft).alert)
    return _done(service, authoring.approve(service.office, _by(rows), draft))


@router.post("/drafts/{draft}/refuse", dependencies=[require(Action.APPROVE)], responses=PROBLEMS)
def refuse(service: Served, rows: Rows, draft: _Id, why: Reason) -> DraftOut:
    """Refuse a draft; one's own is withdrawn so."""
    _may(rows, authoring.drafted(service.office, draft).alert)
    return _told(authoring.refuse(service.office, _by(rows), draft, why.reason))


@router.post("/alerts/{identifier}/update", status_code=201, dependencies=[require(Action.WARN)], responses=PROBLEMS)
def update(service: Served, rows: Rows, identifier: _Id, written: Written, send: _Send = False) -> DraftOut:
    """Write the Update of an alert in force."""
    standing = _may_change(service, rows, identifier)
    if standing is not None:
        _may(rows, compose(service.place, following(written, standing), service.now()))
    return _done(service, authoring.update(service.office, _by(rows), identifier, written, send=send))


@router.post("/alerts/{identifier}/cancel", status_code=201, dependencies=[require(Action.WARN)], responses=PROBLEMS)
def cancel(service: Served, rows: Rows, identifier: _Id, why: Reason, send: _Send = False) -> DraftOut:
    """Write the Cancel of an alert in force."""
    _may_change(service, rows, identifier)
    return _done(service, authoring.cancel(service.office, _by(rows), identifier, why.reason, send=send))


def _may(rows: Reader, alert: Alert) -> None:
    """That who asks may do this to the alert.

    Raises:
        RightsError: they may not.
    """
    if not may_see(rows, alert):
        raise RightsError(f"{rows.action}: nothing grants this for an alert of scope {alert.scope} in this field")


def _may_change(service: Service, rows: Reader, identifier: str) -> Alert | None:
    alert = sent(service.office, identifier)
    if alert is not None:
        _may(rows, alert)
    return alert


def _by(rows: Reader) -> str:
    return rows.subject.account or CONSOLE


def _done(service: Service, outcome: authoring.Outcome) -> DraftOut:
    """What was sent is shown, and a pass looks at what follows from it."""
    if outcome.alert is not None:
        service.picture.refresh()
        service.want_pass()
    return _told(outcome.draft)


def _told(one: Draft) -> DraftOut:
    return DraftOut(
        id=one.id,
        state=str(one.state),
        author=one.author,
        second=one.second,
        written=one.written,
        decided_by=one.decided_by,
        decided=one.decided,
        reason=one.reason,
        sent=one.sent,
        remarks=list(one.remarks),
        alert=one.alert,
    )
