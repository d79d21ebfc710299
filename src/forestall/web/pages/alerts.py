"""Warnings: in force and past, one with its line and deliveries, acknowledged, silenced. None is written here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Form, Path
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.core.errors import InputError, RightsError
from forestall.core.text import N_
from forestall.model.account import Action
from forestall.model.alert import Alert, Wording
from forestall.model.delivery import Delivery
from forestall.model.draft import Draft
from forestall.model.steadiness import Acknowledgement, Matcher, Silence
from forestall.outlook.pages.table import TableView
from forestall.pipeline import attention
from forestall.store.deliveries import Deliveries
from forestall.store.drafts import Drafts
from forestall.store.messages import Messages
from forestall.web.needs import message_label
from forestall.web.pages.alerts_view import ALERT_COLUMNS, DELIVERY_COLUMNS, Reached, languages, reached
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.pages.queue_view import may_do, visible_alerts, when
from forestall.web.rights import require

router = page_router()
PATH = "/alerts"
_SEE = [require(Action.READ_ALERTS)]
_DECIDE = [require(Action.ACKNOWLEDGE)]
_MOST_PAST = 500
_MOST_LINE = 50
_SILENCE_HOURS = 4
_Id = Annotated[str, Path(max_length=256)]
_Typed = Annotated[str, Form(max_length=600)]


@dataclass(frozen=True, slots=True)
class Held:
    """An acknowledgement or a silence in force."""

    what: Acknowledgement | Silence
    """It."""
    about: str
    """The alert, or what is meant."""
    soon: bool
    """It lapses within a day."""
    mine: bool
    """Whether the reader may end it."""

    @property
    def silence(self) -> bool:
        """Whether it is a silence."""
        return isinstance(self.what, Silence)


@dataclass(frozen=True, slots=True)
class AlertsPage:
    """What the page shows."""

    alerts: TableView[Alert]
    """In force."""
    past: TableView[Alert]
    """Over, withdrawn or replaced."""
    drafts: tuple[Draft, ...]
    """What waits to be sent, as far as the reader may see it."""
    held: tuple[Held, ...]
    """What people decided; what lapses first comes first."""


@dataclass(frozen=True, slots=True)
class AlertPage:
    """One message."""

    alert: Alert
    """The message."""
    languages: tuple[Wording, ...]
    """What it says."""
    line: tuple[Alert, ...]
    """All messages on its subject, the oldest first."""
    last: bool
    """Whether it is the last of them and in force."""
    held: tuple[Held, ...]
    """What was decided about it."""
    deliveries: TableView[Delivery]
    """What went to whom."""
    reached: tuple[Reached, ...]
    """The audiences of the place."""
    may: bool
    """Whether the reader may acknowledge it."""
    may_warn: bool
    """Whether the reader may update or cancel it."""
    why: str = ""
    """What was typed as a reason."""
    until: str = ""
    """What was typed as an end."""
    error: str = ""
    """Why something could not be done."""


@router.get("/alerts", dependencies=_SEE)
def alerts_page(page: Shown) -> Response:
    """The warnings."""
    overview = attention.overview(page.office)
    with page.office.looking() as session:
        by_hand = [each for each in Messages(session).open(page.now) if each.by_hand]
        every = Messages(session).newest(_MOST_PAST)
        waiting = Drafts(session).waiting()
    of_pass = {each.alert.identifier: each.alert for each in overview.alerts}
    now = visible_alerts(page, ({each.identifier: each for each in by_hand} | of_pass).values())
    names = {each.identifier for each in now}
    past = visible_alerts(page, (each for each in every if each.identifier not in names))
    wanted = page.reader(Action.WARN)
    context = AlertsPage(
        alerts=page.table("alerts", now, ALERT_COLUMNS, identity=_identifier, sort="-severity"),
        past=page.table("past", past, ALERT_COLUMNS, identity=_identifier),
        drafts=tuple(each for each in waiting if may_do(wanted, each.alert)),
        held=_held(page, overview, {each.subject: each for each in now}),
    )
    return page.show("alerts.html", context)


@router.get("/alerts/{identifier}", dependencies=_SEE)
def alert_page(page: Shown, identifier: _Id) -> Response:
    """One message."""
    return page.show("alert.html", alert_context(page, identifier))


@router.post("/alerts/{identifier}/acknowledge", dependencies=_DECIDE)
def acknowledge(page: Shown, identifier: _Id, why: _Typed = "", until: _Typed = "") -> Response:
    """See to it."""
    known = attention.alert_in_force(page.office, identifier)
    if not may_do(page.reader(Action.ACKNOWLEDGE), known):
        raise RightsError("acknowledge: nothing grants this for that alert")
    try:
        attention.acknowledge(page.office, page.account, identifier, why, when(until, page))
    except InputError as error:
        return page.plain("alert.html", alert_context(page, identifier, (why, until, str(error))), error.http_status)
    return page.back(f"{PATH}/{identifier}", page.text(N_("Acknowledged: nobody else is called for it.")))


@router.post("/alerts/{identifier}/silence", dependencies=_DECIDE)
def silence(page: Shown, identifier: _Id, why: _Typed = "", until: _Typed = "") -> Response:
    """Call nobody for what it is about until a time."""
    known = attention.alert_in_force(page.office, identifier)
    if not may_do(page.reader(Action.ACKNOWLEDGE), known):
        raise RightsError("silence: nothing grants this for that alert")
    try:
        end = when(until, page) or page.now + timedelta(hours=_SILENCE_HOURS)
        label = known.label or message_label(known.scope)
        wanted = attention.Wanted(Matcher(subject=known.subject), why, end, known.severity, label)
        attention.silence(page.office, page.account, wanted)
    except InputError as error:
        return page.plain("alert.html", alert_context(page, identifier, (why, until, str(error))), error.http_status)
    text = page.text(N_("Nobody is called for it until %(until)s."), until=page.words.moment(end))
    return page.back(f"{PATH}/{identifier}", text)


@router.post("/attention/{name}/end", dependencies=_DECIDE)
def end(
    page: Shown, name: Annotated[str, Path(max_length=64)], back: Annotated[str, Form(max_length=300)] = PATH
) -> Response:
    """End a silence, or take an acknowledgement back."""
    if not _may_end(page, attention.find(page.office, name)):
        raise RightsError("end: nothing grants this for that decision")
    attention.end(page.office, page.account, name)
    return page.back(back, page.text(N_("It is ended; that it was in force until now stays known.")))


def alert_context(page: Page, identifier: str, typed: tuple[str, str, str] = ("", "", "")) -> AlertPage:
    """One message with all that belongs to it.

    Args:
        page: the page
        identifier: of the message
        typed: what was typed as a reason and an end, and why it could not be done
    """
    with page.office.looking() as session:
        alert = Messages(session).get(identifier)
        if alert is None or not visible_alerts(page, (alert,)):
            raise HTTPException(404, "we sent no such warning, or it is not yours to see")
        line = Messages(session).about(alert.subject, _MOST_LINE)
        chain = Messages(session).chain(alert.subject)
        sent = Deliveries(session).on_subjects((alert.subject,))
    shown = visible_alerts(page, line)
    overview = attention.overview(page.office)
    known = any(each.alert.identifier == identifier for each in overview.alerts)
    last = known or _stands(alert, chain, page.now)
    names = {each.identifier for each in shown}
    deliveries = tuple(each for each in sent if each.alert in names)
    return AlertPage(
        alert=alert,
        languages=languages(alert),
        line=shown,
        last=last,
        held=_held(page, overview, {alert.subject: alert}, narrow=True),
        deliveries=page.table("deliveries", deliveries, DELIVERY_COLUMNS, identity=lambda row: str(row.number)),
        reached=reached(page.place, alert, page.now),
        may=known and page.allows(Action.ACKNOWLEDGE) and may_do(page.reader(Action.ACKNOWLEDGE), alert),
        may_warn=last and page.allows(Action.WARN) and may_do(page.reader(Action.WARN), alert),
        why=typed[0],
        until=typed[1],
        error=typed[2],
    )


def _held(
    page: Page, overview: attention.Overview, seen: dict[str, Alert], *, narrow: bool = False
) -> tuple[Held, ...]:
    """Decisions in force about alerts that the reader sees; those without an end last."""
    found: list[Held] = []
    for known in overview.acknowledgements:
        if known.subject in seen:
            about = seen[known.subject].headline
            found.append(Held(known, about, known in overview.lapsing, _may_end(page, known)))
    for each in overview.silences:
        meant = any(each.covers(alert) for alert in seen.values())
        if meant or (not narrow and _may_end(page, each)):
            found.append(Held(each, each.matcher.text(), each in overview.lapsing, _may_end(page, each)))
    return tuple(sorted(found, key=lambda one: (one.what.until is None, str(one.what.until), one.what.id)))


def _may_end(page: Page, what: Acknowledgement | Silence) -> bool:
    if not page.allows(Action.ACKNOWLEDGE):
        return False
    if what.by == page.account:
        return True
    reader = page.reader(Action.ACKNOWLEDGE)
    if isinstance(what, Silence):
        names = what.matcher.jurisdictions or (None,)
        return all(reader.may(what.label, each, what.matcher.field) for each in names)
    known = {each.alert.subject: each.alert for each in attention.overview(page.office).alerts}
    return what.subject in known and may_do(reader, known[what.subject])


def _stands(alert: Alert, chain: Sequence[Alert], at: datetime) -> bool:
    """Whether a message is the last word on its subject and holds now; passes of a recorded place have another time."""
    return tuple(chain[-1:]) == (alert,) and (alert.expires is None or alert.expires > at)


def _identifier(alert: Alert) -> str:
    return alert.identifier
