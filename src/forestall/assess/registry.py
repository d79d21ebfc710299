"""Which hazard models there are."""

from functools import cache
from importlib.metadata import entry_points
from typing import Any

from forestall.assess.hazard import Hazard
from forestall.assess.hazards.direct import Direct
from forestall.assess.hazards.fire_release import Burning
from forestall.assess.hazards.loss_table import Table
from forestall.assess.hazards.outage import SitesOut
from forestall.assess.hazards.toxic_release import ToxicCloud

BUILT_IN: tuple[type[Hazard[Any]], ...] = (Burning, Direct, SitesOut, Table, ToxicCloud)


def hazards() -> dict[str, Hazard[Any]]:
    """Built-in models and those of installed packages (entry points `forestall.hazards`), by their word."""
    return {hazard.model: hazard() for hazard in (*BUILT_IN, *_installed())}


@cache
def _installed() -> tuple[type[Hazard[Any]], ...]:
    return tuple(point.load() for point in entry_points(group="forestall.hazards"))
