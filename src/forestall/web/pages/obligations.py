"""The obligations: what is owed by whom, as a list, by authority and by day. One of them is in `obligation.py`."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

from fastapi import Query
from starlette.responses import Response

from forestall.model.account import Action
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.label import Label
from forestall.outlook.pages.table import TableView
from forestall.pipeline.owed_shown import last_given, with_evidence
from forestall.web.pages.obligations_calendar import Month, month, month_of
from forestall.web.pages.obligations_view import (
    COLUMNS,
    LINES,
    STATES,
    WAITING,
    Asked,
    Line,
    Row,
    as_now,
    fits,
    rolled_up,
)
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import require

router = page_router()
_READ = [require(Action.READ_OBLIGATIONS)]
_Short = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class ObligationsPage:
    """What the page shows."""

    table: TableView[Row]
    """What is looked for."""
    lines: TableView[Line]
    """The roll-up by authority."""
    asked: Asked
    """What is looked for."""
    authorities: tuple[Jurisdiction, ...]
    """Authorities to look for."""
    late: int
    """Overdue, of all that the reader may see."""
    soon: int
    """Due soon."""
    waiting: int
    """Still owed, whose evidence waits for a verdict."""
    month: Month | None
    """The month, when it is asked for."""


@router.get("/obligations", dependencies=_READ)
def obligations_page(
    page: Shown,
    state: _Short = "owed",
    bearer: _Short = "",
    q: _Short = "",
    mine: _Short = "",
    show: Literal["list", "calendar"] = "list",
    of: Annotated[str, Query(alias="month", max_length=10)] = "",
) -> Response:
    """What is owed."""
    asked = Asked(state if state in STATES else "owed", bearer, q, bool(mine))
    rows = rows_of(page)
    where = fits(page.place, asked, own_authorities(page))
    table = page.table("obligations", rows, COLUMNS, identity=lambda row: row.owed.id, sort="-state", where=where)
    _, lines, late, soon, waiting = page.once_by(("obligations by authority", id(rows)), partial(_kept, page, rows))
    context = ObligationsPage(
        table=table,
        lines=page.table("authorities", lines, LINES, identity=lambda line: line.id),
        asked=asked,
        authorities=page.given.place.profile.jurisdictions,
        late=late,
        soon=soon,
        waiting=waiting,
        month=_month(page, table, of) if show == "calendar" else None,
    )
    return page.show("obligations.html", context)


def rows_of(page: Page) -> tuple[Row, ...]:
    """Every obligation that the reader may see, as people left it since the last pass."""
    return page.once_by(("obligations", id(page.given), last_given(page.office)), partial(_as_now, page))


def _as_now(page: Page) -> tuple[Row, ...]:
    changed = with_evidence(page.office)
    return as_now(page.given, tuple(each for each in changed if page.may(Label.AMBER, each.bearer, None)))


def own_authorities(page: Page) -> frozenset[str]:
    """Authorities for which the reader can send evidence."""
    may = page.reader(Action.GIVE_EVIDENCE).may
    return frozenset(each.id for each in page.place.profile.jurisdictions if may(Label.AMBER, each.id, None))


def _kept(page: Page, rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], tuple[Line, ...], int, int, int]:
    """The roll-up and how many are late, due soon, wait; with the rows: while kept, nothing else has their identity."""
    return (
        rows,
        rolled_up(page.place, rows),
        sum(row.owed.state in STATES["overdue"] for row in rows),
        sum(row.owed.state in STATES["due_soon"] for row in rows),
        sum(row.why == WAITING for row in rows),
    )


def _month(page: Page, table: TableView[Row], asked: str) -> Month:
    zone = page.words.zone
    today = page.given.at.astimezone(zone).date()
    return month(table.every(), month_of(asked, today), today, zone)
