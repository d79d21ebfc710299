"""The queue: findings and alerts, decided about one by one or many at once. Alerts themselves are in `alerts.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Form, Path, Query
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from forestall.core.errors import ConflictError, InputError, RightsError
from forestall.core.text import N_
from forestall.model.account import Action
from forestall.model.alert import Alert, Wording
from forestall.model.finding import Finding
from forestall.model.steadiness import Matcher, Silence
from forestall.model.triage import Act, SavedView, TriageState
from forestall.model.words import Field
from forestall.outlook.pages.queue import COLUMNS, Filter, Item, counts
from forestall.outlook.pages.queue_finding import FindingView
from forestall.outlook.pages.table import TableView
from forestall.pipeline import attention, triage
from forestall.warn.topic import topics
from forestall.web.pages.alerts_view import languages
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.pages.queue_view import (
    item_of,
    label_of,
    may_decide,
    must_decide,
    open_alerts,
    queue_items,
    undoable,
    view_of,
    when,
)
from forestall.web.rights import require

router = page_router()
PATH = "/queue"
_SEE = [require(Action.READ_FINDINGS)]
_DECIDE = [require(Action.ACKNOWLEDGE)]
_SILENCE_HOURS = 4
_MOST_COMPARED = 4
MOST_OFFERED = 300
"""Sites that the form offers by name."""
_Key = Annotated[str, Path(max_length=300)]
_Short = Annotated[str, Query(max_length=200)]
_Typed = Annotated[str, Form(max_length=600)]
STATES = (N_("new"), N_("acknowledged"), N_("merged"), N_("closed"), N_("silenced"), N_("all"))


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form below the list."""

    picks: frozenset[str] = frozenset()
    """What is ticked."""
    why: str = ""
    """Why."""
    until: str = ""
    """Until when."""
    error: str = ""
    """Why it could not be done; empty when it could."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """What the page shows."""

    table: TableView[Item]
    """What is looked at."""
    asked: Filter
    """What of the queue that is."""
    counts: dict[str, int]
    """How many there are in each state."""
    views: tuple[SavedView, ...]
    """Views that the reader named."""
    undo: Act | None
    """What they did last and may undo."""
    typed: Typed
    """What stands in the form."""
    query: str
    """What the address asks for, for the way back."""
    sites: tuple[tuple[str, str], ...]
    """Sites that have something in the queue, by name; where there are too many, the one that is looked at."""

    @property
    def states(self) -> tuple[str, ...]:
        """States that can be looked at."""
        return STATES

    @property
    def fields(self) -> tuple[Field, ...]:
        """Fields of security."""
        return tuple(Field)


@dataclass(frozen=True, slots=True)
class FindingPage:
    """One finding."""

    view: FindingView
    """The finding."""
    too_large: int
    """Bytes of its source's files, when they are too many to be read here."""
    subject: str
    """What a warning of it would be about; empty when none would."""
    alert: Alert | None
    """The warning in force."""
    parts: tuple[Item, ...]
    """Findings that were merged into it."""
    into: Item | None
    """The finding it was merged into."""
    may: bool
    """Whether the reader may decide about it."""
    typed: Typed
    """What stands in the form."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A finding or a warning beside others."""

    item: Item
    """As in the queue."""
    view: FindingView | None
    """The finding with what it rests on; None for a warning."""
    alert: Alert | None
    """The warning; None for a finding."""
    says: tuple[Wording, ...]
    """What the warning says, in each of its languages."""


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Some findings and warnings side by side."""

    beside: tuple[Compared, ...]
    """They, in the order in which they were ticked."""
    more: int
    """How many more were ticked and are not shown."""


def asked(
    state: _Short = "new",
    what: _Short = "",
    field: _Short = "",
    level: _Short = "",
    site: _Short = "",
    jurisdiction: _Short = "",
    q: _Short = "",
) -> Filter:
    """What of the queue the address asks for."""
    return Filter(state if state in STATES else "new", what, field, level, site, jurisdiction, q)


Asked = Annotated[Filter, Depends(asked)]


@router.get("/queue", dependencies=_SEE)
def queue_page(page: Shown, asked: Asked, finding: _Short = "") -> Response:
    """What is to be triaged."""
    if finding:
        return RedirectResponse(f"{PATH}/{finding}", 303)
    return page.show("queue.html", _context(page, asked, Typed()))


@router.post("/queue", dependencies=_DECIDE)
def act(
    page: Shown,
    asked: Asked,
    doing: Annotated[str, Form(max_length=20)],
    pick: Annotated[list[str] | None, Form(max_length=2000)] = None,
    why: _Typed = "",
    until: _Typed = "",
) -> Response:
    """Do something to what is ticked."""
    picks = tuple(dict.fromkeys(pick or ()))
    if doing == "compare":
        return RedirectResponse(f"{PATH}/compare?{urlencode([('pick', each) for each in picks])}", 303)
    try:
        done = _done(page, doing, picks, why, until)
    except (InputError, RightsError) as error:
        typed = Typed(frozenset(picks), why, until, str(error))
        return page.show("queue.html", _context(page, asked, typed), status=error.http_status)
    return page.back(page.address(), done)


@router.get("/queue/compare", dependencies=_SEE)
def compare_page(page: Shown, pick: Annotated[list[str] | None, Query(max_length=50)] = None) -> Response:
    """Findings and warnings beside each other, each with what it rests on."""
    known = {each.key: each for each in queue_items(page)}
    some = [known[each] for each in dict.fromkeys(pick or ()) if each in known]
    beside = tuple(_compared(page, each) for each in some[:_MOST_COMPARED])
    return page.plain("queue_compare.html", ComparePage(beside, len(some) - len(beside)))


@router.post("/queue/undo", dependencies=_DECIDE)
def undo(
    page: Shown, name: Annotated[str, Form(max_length=64)], query: Annotated[str, Form(max_length=2000)] = ""
) -> Response:
    """Undo what was done last."""
    back = f"{PATH}?{query}" if query else PATH
    known = triage.act_of(page.office, name)
    if known.by != page.account:
        raise RightsError("undo: somebody else did this")
    try:
        over = triage.undo(page.office, page.account, name)
    except ConflictError as error:
        return page.back(back, str(error), kind="failed")
    many = len(over.findings) + len(over.attention)
    return page.back(back, page.text(N_("Undone: %(n)s stand as before. The ledger says so."), n=many))


@router.post("/queue/views", dependencies=_SEE)
def keep_view(
    page: Shown, name: Annotated[str, Form(max_length=200)], query: Annotated[str, Form(max_length=2000)] = ""
) -> Response:
    """Name what is looked at."""
    back = f"{PATH}?{query}" if query else PATH
    try:
        triage.keep_view(page.office, SavedView(page.account, PATH, name.strip(), query))
    except InputError as error:
        return page.back(back, str(error), kind="failed")
    return page.back(back, page.text(N_("The view is kept as “%(name)s”."), name=name.strip()))


@router.post("/queue/views/forget", dependencies=_SEE)
def forget_view(page: Shown, name: Annotated[str, Form(max_length=200)]) -> Response:
    """Forget a named view."""
    triage.forget_view(page.office, page.account, PATH, name)
    return page.back(PATH, page.text(N_("The view is forgotten.")))


@router.get("/queue/{key}", dependencies=_SEE)
def finding_page(page: Shown, key: _Key) -> Response:
    """One finding."""
    return page.plain("queue_finding.html", _finding(page, key, Typed()))


@router.post("/queue/{key}", dependencies=_DECIDE)
def act_on_one(
    page: Shown,
    key: _Key,
    doing: Annotated[str, Form(max_length=20)],
    why: _Typed = "",
    until: _Typed = "",
) -> Response:
    """Do something to one finding."""
    try:
        done = _done(page, doing, (key,), why, until)
    except (InputError, RightsError) as error:
        typed = Typed(frozenset({key}), why, until, str(error))
        return page.plain("queue_finding.html", _finding(page, key, typed), status=error.http_status)
    return page.back(f"{PATH}/{key}", done)


def _compared(page: Page, item: Item) -> Compared:
    view = None if item.finding is None else view_of(page, item, item.finding)[0]
    return Compared(item, view, item.alert, () if item.alert is None else languages(item.alert))


def _context(page: Page, asked: Filter, typed: Typed) -> QueuePage:
    rows = queue_items(page)
    table = page.table("queue", rows, COLUMNS, identity=lambda row: row.key, where=asked)
    return QueuePage(
        table=table,
        asked=asked,
        counts=page.once_by(("queue-counts", id(rows)), lambda: (rows, counts(rows)))[1],
        views=triage.views(page.office, page.account, PATH),
        undo=undoable(page),
        typed=typed,
        query=page.request.url.query,
        sites=_offered(page.once_by(("queue-sites", id(rows)), lambda: (rows, _sites(rows)))[1], asked.site),
    )


def _finding(page: Page, key: str, typed: Typed) -> FindingPage:
    item = item_of(page, key)
    if item is None or item.finding is None:
        raise HTTPException(404, "there is no such finding in the last pass, or it is not yours to see")
    view, read = view_of(page, item, item.finding)
    subject = _warned_as(page, item.finding)
    return FindingPage(
        view=view,
        too_large=read.too_large,
        subject=subject,
        alert=page.once(open_alerts).get(subject),
        parts=tuple(each for each in queue_items(page) if each.into == key),
        into=item_of(page, item.into) if item.into else None,
        may=page.allows(Action.ACKNOWLEDGE) and may_decide(page, item),
        typed=typed,
    )


def _done(page: Page, doing: str, picks: Sequence[str], why: str, until: str) -> str:
    """Do it, and say so."""
    known = {each.key: each for each in queue_items(page)}
    some = [known[each] for each in picks if each in known]
    if not some:
        raise InputError(page.text(N_("Tick at least one line first; nothing was done.")))
    triage.check_reason(why)
    must_decide(page, some)
    end = when(until, page)
    if doing == "silence":
        return _silenced(page, some, why, end)
    if doing not in ("acknowledge", "merge", "close", "reopen"):
        raise InputError(f"doing: found {doing!r}, expected acknowledge, merge, close, reopen or silence")
    return _triaged(page, doing, some, why, end)


def _triaged(page: Page, doing: str, some: Sequence[Item], why: str, until: datetime | None) -> str:
    findings = [each.finding for each in some if each.finding is not None]
    alerts = [each.alert for each in some if each.alert is not None]
    if alerts and doing != "acknowledge":
        raise InputError(
            page.text(N_("A warning is not merged, closed or opened here: cancel or update it on its page."))
        )
    held: tuple[str, ...] = ()
    if alerts:
        triage.check_until(page.office, until)
        names = [each.identifier for each in alerts]
        held = tuple(attention.acknowledge(page.office, page.account, each, why, until).id for each in names)
    states = {
        "acknowledge": TriageState.ACKNOWLEDGED,
        "merge": TriageState.MERGED,
        "close": TriageState.CLOSED,
        "reopen": TriageState.NEW,
    }
    into = findings[0].id if doing == "merge" else ""
    wanted = triage.Wanted(states[doing], why, until if doing == "acknowledge" else None, into, held)
    triage.decide(page.office, page.account, findings, wanted)
    told = {
        "acknowledge": N_("Acknowledged: %(n)s. Undo with the button above the list or with u."),
        "merge": N_("Merged: %(n)s into the first one. Undo with the button above the list or with u."),
        "close": N_("Closed: %(n)s, until something newer is found. Undo with the button above the list or with u."),
        "reopen": N_("New again: %(n)s. Undo with the button above the list or with u."),
    }
    return page.text(told[doing], n=len(some) - (doing == "merge"))


def _silenced(page: Page, some: Sequence[Item], why: str, until: datetime | None) -> str:
    """Call nobody for what is ticked: each by the subject of its warning, up to its severity."""
    end = until or page.now + timedelta(hours=_SILENCE_HOURS)
    made: list[Silence] = []
    for each in some:
        subject = _subject(page, each)
        alert = page.once(open_alerts).get(subject)
        severity = alert.severity if alert else "Severe"
        wanted = attention.Wanted(Matcher(subject=subject), why, end, severity, label_of(page, each))
        made.append(attention.silence(page.office, page.account, wanted))
    held = tuple(each.id for each in made)
    triage.decide(page.office, page.account, (), triage.Wanted(TriageState.NEW, why, None, "", held))
    return page.text(N_("Nobody is called for %(n)s until %(until)s."), n=len(some), until=page.words.moment(end))


def _subject(page: Page, item: Item) -> str:
    if item.alert is not None:
        return item.alert.subject
    assert item.finding is not None
    found = _warned_as(page, item.finding)
    if not found:
        text = N_("No warning of ours follows from “%(title)s”: there is nothing to silence.")
        raise InputError(page.text(text, title=item.title))
    return found


def _warned_as(page: Page, finding: Finding) -> str:
    """What a warning of a finding would be about; empty when none would."""
    found = next(iter(topics((finding,), page.given.assessment, page.given.place)), "")
    return "" if found.startswith("risk:") else found


def _offered(sites: tuple[tuple[str, str], ...], chosen: str) -> tuple[tuple[str, str], ...]:
    """Sites that the form offers; of very many only the chosen one: the words find the others by their names."""
    return sites if len(sites) <= MOST_OFFERED else tuple(each for each in sites if each[0] == chosen)


def _sites(rows: Sequence[Item]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({(each.site, each.where) for each in rows if each.site}, key=lambda each: each[1]))
