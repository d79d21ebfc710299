"""How the sources deliver."""

from datetime import datetime, timedelta

from fastapi import APIRouter

from forestall.model.account import Action
from forestall.model.intake import SourceHealth
from forestall.model.partner import Source
from forestall.pipeline.adapters.handing import Condition
from forestall.web.answers import PROBLEMS, SourceOut, Sources
from forestall.web.listed import Listed
from forestall.web.needs import Rows, Served, may_see_source
from forestall.web.rights import require

router = APIRouter(prefix="/v1", tags=["sources"], route_class=Listed)


@router.get("/sources", dependencies=[require(Action.READ_SOURCES)], responses=PROBLEMS)
def sources(service: Served, rows: Rows) -> Sources:
    """Every source of the place: when something last came, how much, and what was wrong with it."""
    health = {one.source: one for one in service.inbox.health()}
    ways = {one.condition.source: one.condition for one in service.ways}
    now = service.now()
    items = [
        _told(source, health.get(source.id), ways.get(source.id), now)
        for source in service.place.sources
        if may_see_source(rows, service, source.id)
    ]
    return Sources(items=items)


def _told(source: Source, health: SourceHealth | None, way: Condition | None, now: datetime) -> SourceOut:
    last = health.last_received if health else None
    return SourceOut(
        id=source.id,
        title=source.title,
        kind=source.kind,
        field=source.field,
        every=source.every,
        last_received=last,
        last_event_time=health.last_event_time if health else None,
        age=None if last is None else (now - last) / timedelta(hours=1),
        received=health.received if health else 0,
        duplicates=health.duplicates if health else 0,
        quarantined=health.quarantined if health else 0,
        last_error=health.last_error if health else None,
        silent_since=health.silent_since if health else None,
        way=way.way if way else None,
        connected=way.connected if way else None,
        trouble=way.trouble if way else None,
    )
