"""A chain of causes in words: the hospital, because water, because power, because telecom."""

from collections.abc import Mapping, Sequence

from forestall.assess.hazard import Scene
from forestall.science.network.causes import Cause, Lack


def because(scene: Scene, found: Mapping[int, Cause], way: Sequence[int]) -> str:
    """Why a site is down, step by step.

    Args:
        scene: the place
        found: cause of every site that is down
        way: sites from this one to the failure behind it
    """
    known = [dep for dep in scene.place.dependencies if dep.site in scene.site]
    steps = []
    for i, site in enumerate(way):
        cause = found[site]
        if cause.dep is None:
            steps.append("it failed" if i == 0 else "which failed")
        elif i + 1 < len(way):
            supplier = scene.place.sites[way[i + 1]].id
            steps.append(f"because {known[cause.dep].service} ({supplier}{_others(cause)})")
        else:
            shed = [scene.place.sites[one].id for one, lack in cause.lacking if lack is Lack.SHED]
            steps.append(
                f"because {known[cause.dep].service} (shed by {' and '.join(shed)}, which has no more capacity)"
            )
    return ", ".join(steps)


def _others(cause: Cause) -> str:
    """How many more suppliers are lacking."""
    more = len(cause.lacking) - 1
    return "" if more == 0 else f" and {more} other{'s' if more > 1 else ''}"
