"""What routes ask for: the service behind them, and whether a row may be shown to who asks."""

from typing import Annotated

from fastapi import Depends, Request

from forestall.core.errors import StateError
from forestall.guard.policy import condition
from forestall.model.label import Label
from forestall.pipeline.service import Service
from forestall.store.quarantine import HeldSight
from forestall.web.rights import Reader, reader

_SCOPES = {"Public": Label.CLEAR, "Restricted": Label.AMBER, "Private": Label.RED}


def service_of(request: Request) -> Service:
    """The service that the app was made for."""
    service = request.app.state.service
    if not isinstance(service, Service):
        raise StateError("the app has no service")
    return service


async def _service(request: Request) -> Service:
    """Asynchronous, for what waits for nothing must not wait for a thread."""
    return service_of(request)


async def _reader(request: Request) -> Reader:
    return reader(request)


Served = Annotated[Service, Depends(_service)]
"""The service, as an argument of a route."""
Rows = Annotated[Reader, Depends(_reader)]
"""Which rows may be shown to who asks; the route has to name its action beside it."""


def source_label(service: Service, source: str) -> Label:
    """The label of what a source says; a source that is gone counts as RED."""
    known = service.desk.source(source)
    return Label.RED if known is None else Label(known.label.removeprefix("TLP:"))


def message_label(scope: str) -> Label:
    """The label of a message: it is for whom its scope says (CAP 1.2, 3.2.1)."""
    return _SCOPES.get(scope, Label.RED)


def may_see_source(rows: Reader, service: Service, source: str) -> bool:
    """Whether how a source delivers may be shown."""
    known = service.desk.source(source)
    field = None if known is None else known.field
    return rows.may(source_label(service, source), None, field, source)


def held_sight(rows: Reader, service: Service) -> HeldSight:
    """What of the quarantine may be shown, for the question to the store: as `may_see_source`, row by row."""
    seen = condition(rows.subject, rows.action)
    return HeldSight(seen, rows.organisation, service.place.sources, rows.subject.source)
