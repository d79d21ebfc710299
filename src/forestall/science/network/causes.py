"""Why a site went down: the first failed supply, the suppliers behind it, and so on to what was damaged."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from forestall.science.network.cascade import Course
from forestall.science.network.layout import Network

Flags = NDArray[np.bool_]


class Lack(StrEnum):
    """Why a supplier does not supply."""

    DOWN = "down"
    SHED = "shed"


@dataclass(frozen=True, slots=True)
class Cause:
    """The first reason why a site went down."""

    hour: int
    """Hour from which it is down."""
    dep: int | None
    """Dependency, as given, that failed; None where the site itself was damaged."""
    lacking: tuple[tuple[int, Lack], ...]
    """Suppliers that do not supply at that hour; those explained before the site come first, by hour and number."""


def causes(net: Network, result: Course, damaged: Flags) -> dict[int, Cause]:
    """The first cause of every site that goes down; following the suppliers always ends at a damaged site.

    Sites are explained in the order in which they can have gone down: a supply counts as the cause only when enough of
    its suppliers are explained already or shed it, so that no circle explains itself.

    Args:
        net: the network
        result: one cascade hour by hour
        damaged: sites that were hit, shape (sites,)
    """
    ever = result.down.any(axis=1)
    begun = np.where(ever, result.down.argmax(axis=1), -1)
    found: dict[int, Cause] = {}
    waiting = sorted(np.flatnonzero(ever).tolist(), key=lambda site: (begun[site], site))
    needs = _needs(net)
    while waiting:
        later = []
        for site in waiting:
            cause = _cause(net, result, site, int(begun[site]), needs, found, bool(damaged[site]))
            if cause is None:
                later.append(site)
            else:
                found[site] = cause
        if len(later) == len(waiting):
            raise AssertionError(f"sites {later[:5]} are down without cause: the course is not of this network")
        waiting = later
    return found


def chain(found: dict[int, Cause], site: int) -> tuple[int, ...]:
    """Sites from this one to the damage behind it: at each step the lacking supplier that was explained first."""
    way = [site]
    while (cause := found[way[-1]]).dep is not None:
        explained = [supplier for supplier, _ in cause.lacking if supplier in found and supplier not in way]
        if not explained:
            break
        way.append(explained[0])
    return tuple(way)


def _needs(net: Network) -> dict[int, list[int]]:
    """Dependencies in the wiring of each site, as they were given."""
    found: dict[int, list[int]] = {}
    for d in np.argsort(net.given_dep, kind="stable").tolist():
        found.setdefault(int(net.wiring.dep_site[d]), []).append(d)
    return found


def _cause(
    net: Network, result: Course, site: int, hour: int, needs: dict[int, list[int]], found: dict[int, Cause], hit: bool
) -> Cause | None:
    """The cause of one site, or None while too few of its suppliers are explained."""
    if hit and hour == 0:
        return Cause(0, None, ())
    for d in needs.get(site, ()):
        if not result.failed[d, hour]:
            continue
        edges = range(int(net.wiring.sup_start[d]), int(net.wiring.sup_start[d + 1]))
        lacking = [pair for e in edges if (pair := _lack(net, result, e, hour, found)) is not None]
        if len(lacking) >= net.wiring.enough[d]:
            order = {supplier: (found[supplier].hour if supplier in found else hour) for supplier, _ in lacking}
            lacking.sort(key=lambda pair: (pair[1] is Lack.SHED, order[pair[0]], pair[0]))
            return Cause(hour, int(net.given_dep[d]), tuple(lacking))
    return None


def _lack(net: Network, result: Course, edge: int, hour: int, found: dict[int, Cause]) -> tuple[int, Lack] | None:
    """A supplier that does not supply at this hour, once it is known why."""
    supplier = int(net.wiring.sup_site[edge])
    if result.down[supplier, hour] and supplier in found:
        return (supplier, Lack.DOWN)
    return (supplier, Lack.SHED) if result.shed[edge, hour] else None
