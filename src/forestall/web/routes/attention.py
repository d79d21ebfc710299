"""Who sees to an alert, and for which nobody is called: listed, decided and ended."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, BaseModel
from pydantic import Field as Limited

from forestall.core.errors import RightsError
from forestall.guard.label import ORDER
from forestall.model.account import Action
from forestall.model.alert import Alert
from forestall.model.label import Label
from forestall.model.steadiness import Acknowledgement, Matcher, Silence
from forestall.model.words import Field
from forestall.pipeline import attention
from forestall.pipeline.service import Service
from forestall.web.answers import PROBLEMS
from forestall.web.needs import Rows, Served
from forestall.web.rights import Reader, require

router = APIRouter(prefix="/v1/attention", tags=["alerts"])
_BY_SCOPE = {"Public": Label.CLEAR, "Restricted": Label.AMBER, "Private": Label.RED}
_Id = Annotated[str, Path(min_length=1, max_length=64)]
_Pattern = Annotated[str, Limited(min_length=1, max_length=200)]
_Why = Annotated[str, Limited(min_length=1, max_length=500, description="What is done about it, or why.")]


class AcknowledgementIn(BaseModel):
    """That one sees to an alert."""

    alert: str = Limited(min_length=1, max_length=400, description="Its identifier or its subject.")
    why: _Why
    until: AwareDatetime | None = None


class SilenceIn(BaseModel):
    """That nobody is to be called for some alerts until a time."""

    subject: _Pattern = "*"
    rule: _Pattern = "*"
    site: _Pattern = "*"
    field: Field | None = None
    jurisdiction: str | None = None
    severity: str | None = Limited(None, description="The highest severity to keep quiet; else that of those in force.")
    why: _Why
    until: AwareDatetime


class Decision(BaseModel):
    """An acknowledgement or a silence."""

    id: str
    """By which it is ended."""
    kind: str
    """`acknowledgement` or `silence`."""
    about: str
    """The subject, or what a silence means."""
    severity: str
    """The highest severity that it covers."""
    by: str
    """The account."""
    why: str
    """Why."""
    since: datetime
    """From when."""
    until: datetime | None
    """Until when; None: until the alert closes."""
    ended: datetime | None
    """When it was ended before its time."""


class Attention(BaseModel):
    """What people decided about alerts, as it stands now."""

    acknowledged: list[str]
    """Subjects of alerts in force that somebody sees to."""
    silenced: list[str]
    """Subjects of alerts in force for which nobody is called."""
    decisions: list[Decision]
    """In force."""
    lapsing: list[Decision]
    """Those that end within the time asked for, the first one first."""


@router.get("", dependencies=[require(Action.READ_ALERTS)], responses=PROBLEMS)
def attention_now(
    service: Served,
    rows: Rows,
    within: Annotated[int, Query(ge=1, le=2160, description="How far ahead what lapses is listed [h].")] = 24,
) -> Attention:
    """What is acknowledged and silenced, and what of it lapses soon."""
    found = attention.overview(service.office, timedelta(hours=within))
    seen = [each for each in found.alerts if _may(rows, each.alert)]
    subjects = {each.alert.subject for each in seen}
    every: list[Acknowledgement | Silence] = [*found.acknowledgements, *found.silences]
    held = [each for each in every if _shown(rows, each, subjects)]
    return Attention(
        acknowledged=[each.alert.subject for each in seen if each.acknowledgements],
        silenced=[each.alert.subject for each in seen if each.silences],
        decisions=[told(each) for each in held],
        lapsing=[told(each) for each in found.lapsing if each in held],
    )


@router.post("/acknowledgements", dependencies=[require(Action.ACKNOWLEDGE)], status_code=201, responses=PROBLEMS)
def acknowledge(service: Served, rows: Rows, wanted: AcknowledgementIn) -> Decision:
    """See to an alert: nobody else is called for it while it is no more severe than now."""
    known = attention.alert_in_force(service.office, wanted.alert)
    if not _may(rows, known):
        raise RightsError("acknowledge: nothing grants this for that alert")
    return told(attention.acknowledge(service.office, _account(rows), known.subject, wanted.why, wanted.until))


@router.post("/silences", dependencies=[require(Action.ACKNOWLEDGE)], status_code=201, responses=PROBLEMS)
def silence(service: Served, rows: Rows, wanted: SilenceIn) -> Decision:
    """Call nobody for some alerts until a time; those with labels that the account may not see are not meant."""
    jurisdictions = (wanted.jurisdiction,) if wanted.jurisdiction else ()
    matcher = Matcher(wanted.subject, wanted.rule, wanted.site, wanted.field, jurisdictions)
    label = _strictest(rows, wanted.jurisdiction, wanted.field)
    asked = attention.Wanted(matcher, wanted.why, wanted.until, wanted.severity, label)
    return told(attention.silence(service.office, _account(rows), asked))


@router.post("/{id}/end", dependencies=[require(Action.ACKNOWLEDGE)], responses=PROBLEMS)
def end(service: Served, rows: Rows, id: _Id) -> Decision:  # noqa: A002 - the field's name
    """End a silence, or take an acknowledgement back, now."""
    known = attention.find(service.office, id)
    if not _may_end(rows, service, known):
        raise RightsError("end: nothing grants this for that decision")
    return told(attention.end(service.office, _account(rows), id))


def told(what: Acknowledgement | Silence) -> Decision:
    """A decision as it is shown."""
    if isinstance(what, Silence):
        kind, about, since = "silence", what.matcher.text(), what.since
    else:
        kind, about, since = "acknowledgement", what.subject, what.at
    return Decision(
        id=what.id,
        kind=kind,
        about=about,
        severity=what.severity,
        by=what.by,
        why=what.why,
        since=since,
        until=what.until,
        ended=what.ended,
    )


def _may(rows: Reader, alert: Alert) -> bool:
    """Whether an account may do what it asks for to an alert."""
    label = alert.label or _BY_SCOPE.get(alert.scope, Label.RED)
    named = {value for area in alert.areas for name, value in area.geocodes if name == "jurisdiction"}
    return all(rows.may(label, each, alert.field) for each in (*named,) or (None,))


def _shown(rows: Reader, what: Acknowledgement | Silence, subjects: set[str]) -> bool:
    if isinstance(what, Acknowledgement):
        return what.subject in subjects
    return _may_matched(rows, what)


def _may_matched(rows: Reader, what: Silence) -> bool:
    """Whether an account may do what it asks for to everything that a silence means."""
    names = what.matcher.jurisdictions or (None,)
    return all(rows.may(what.label, each, what.matcher.field) for each in names)


def _may_end(rows: Reader, service: Service, what: Acknowledgement | Silence) -> bool:
    if what.by == rows.subject.account:
        return True
    if isinstance(what, Silence):
        return _may_matched(rows, what)
    return _may(rows, attention.alert_in_force(service.office, what.subject))


def _strictest(rows: Reader, jurisdiction: str | None, field: Field | None) -> Label:
    """The strictest label of alerts that an account may silence."""
    for label in reversed(ORDER):
        if rows.may(label, jurisdiction, field):
            return label
    raise RightsError("silence: nothing grants this for all that it means; name the field and the authority")


def _account(rows: Reader) -> str:
    account = rows.subject.account
    assert account is not None  # no action of this file is granted to a visitor
    return account
