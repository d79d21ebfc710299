"""Which sources have fallen silent: no data is a state of its own. Pure; what follows from it, others decide."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from forestall.model.intake import SourceHealth
from forestall.model.partner import STALE_AFTER, Source


def overdue(
    sources: Iterable[Source], health: Iterable[SourceHealth], started: datetime, at: datetime
) -> dict[str, datetime | None]:
    """Since when each source has been overdue; None for one that delivers.

    A source is overdue when nothing came for twice the interval at which it is expected, as in a pass. One that never
    delivered is counted from the start of the service.

    Args:
        sources: the place's sources that have a way in, or deliver over HTTP
        health: what is known of how they deliver
        started: when the service began, UTC
        at: the present, UTC
    """
    known = {one.source: one.last_received for one in health}
    found: dict[str, datetime | None] = {}
    for source in sorted(sources, key=lambda one: one.id):
        since = (known.get(source.id) or started) + STALE_AFTER * timedelta(hours=source.every)
        found[source.id] = since if since < at else None
    return found
