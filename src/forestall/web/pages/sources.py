"""The sources: how fresh, how complete, what could not be used; and what is done with that."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from forestall.core.text import N_
from forestall.model.account import Action
from forestall.model.intake import Held
from forestall.model.words import Field
from forestall.outlook.pages.table import TableView
from forestall.web.needs import held_sight, may_see_source
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.pages.sources_view import COLUMNS, HELD_COLUMNS, SourceRow, fields_seen, source_row
from forestall.web.rights import require
from forestall.web.routes import quarantine

router = page_router()
_MOST_HELD = 1000
_Number = Annotated[int, Path(ge=1, le=2**53)]


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """What the page shows."""

    table: TableView[SourceRow]
    """The sources."""
    fields: tuple[tuple[Field, int, int], ...]
    """Fields with how many of their sources are fine, and how many they have."""
    held: TableView[Held] | None
    """What could not be used; None for who may not see it."""


@router.get("/sources", dependencies=[require(Action.READ_SOURCES)])
def sources_page(page: Shown) -> Response:
    """How the sources deliver."""
    rows = _rows(page)
    table = page.table("sources", rows, COLUMNS, identity=lambda row: row.source.id, sort="-status")
    return page.show("sources.html", SourcesPage(table, fields_seen(rows), _held(page)))


@router.post("/sources/quarantine/{number}/resubmit", dependencies=[require(Action.CHANGE_QUARANTINE)])
def resubmit(page: Shown, number: _Number) -> Response:
    """Give something another chance."""
    quarantine.resubmit(page.service, page.reader(Action.CHANGE_QUARANTINE), number)
    return page.back("/sources", page.text(N_("Number %(n)s was handed in again."), n=number))


@router.post("/sources/quarantine/{number}/drop", dependencies=[require(Action.CHANGE_QUARANTINE)])
def drop(page: Shown, number: _Number) -> Response:
    """Give something up."""
    quarantine.drop(page.service, page.reader(Action.CHANGE_QUARANTINE), number)
    return page.back("/sources", page.text(N_("Number %(n)s was dropped."), n=number))


def _rows(page: Page) -> tuple[SourceRow, ...]:
    service = page.service
    given = service.picture.shown.given
    health = {each.source: each for each in service.inbox.health()}
    ways = {each.condition.source: each.condition for each in service.ways}
    reader = page.reader(Action.EXPORT if page.taken else Action.READ_SOURCES)
    found = []
    for source in service.place.sources:
        if may_see_source(reader, service, source.id):
            way = ways.get(source.id)
            told = ("", "") if way is None else (way.way, way.trouble or "")
            found.append(source_row(source, given, health.get(source.id), told, page.now))
    return tuple(found)


def _held(page: Page) -> TableView[Held] | None:
    if not page.allows(Action.READ_QUARANTINE):
        return None
    sight = held_sight(page.reader(Action.READ_QUARANTINE), page.service)
    rows = page.service.inbox.held(_MOST_HELD, sight)
    return page.table("quarantine", rows, HELD_COLUMNS, identity=lambda row: str(row.id))
