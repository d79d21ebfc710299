"""A what-if question to the dependencies of a place: it is read, asked and answered; no state is kept."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from forestall.assess.failure import Failing, Question, failure
from forestall.assess.hazard import Scene
from forestall.core.errors import InputError
from forestall.model.cascade import Failure
from forestall.model.place import Place
from forestall.place.load import load
from forestall.place.report import Nearest

LONGEST = 8760.0
"""Longest time followed [h]."""
_FAILING = re.compile(r"(?P<site>[^=\s]+)(=(?P<median>[0-9]+(\.[0-9]+)?)(\.\.(?P<p95>[0-9]+(\.[0-9]+)?))?)?")


def ask(
    root: Path,
    fail: Sequence[str],
    *,
    hours: float,
    horizon: float | None,
    crews: int | None,
    functions: Sequence[str],
    chance: float,
    seed: int,
    progress: Callable[[str], None],
) -> tuple[Place, Failure]:
    """What follows in a place when sites fail.

    Args:
        root: folder of the place
        fail: sites that fail: `ID`, `ID=HOURS` or `ID=MEDIAN..P95`, the hours of repair
        hours: hours of repair where none are given [h]
        horizon: hours to follow; None: the place's `appraisal.outage_horizon` [h]
        crews: repair crews; None: the place's
        functions: sites whose weak points are wanted
        chance: chance of every site to fail, for their importances
        seed: seed of the random numbers
        progress: told each step as it begins

    Raises:
        PlaceError: the place has mistakes.
        InputError: a site or number cannot be used.
    """
    progress("reading the place")
    place = load(root)
    progress("following the cascade")
    return place, answer(
        place, fail, hours=hours, horizon=horizon, crews=crews, functions=functions, chance=chance, seed=seed
    )


def answer(
    place: Place,
    fail: Sequence[str],
    *,
    hours: float,
    horizon: float | None,
    crews: int | None,
    functions: Sequence[str] = (),
    chance: float = 0.01,
    seed: int = 1,
) -> Failure:
    """What follows in a place that was read already; arguments as those of `ask`.

    Raises:
        InputError: a site or number cannot be used.
    """
    settings = place.profile.appraisal
    follow = settings.outage_horizon if horizon is None else horizon
    for option, value in (("--horizon", follow), ("--hours", hours)):
        _within(option, value, LONGEST)
    failing = tuple(_failing(text, hours) for text in sorted(set(fail)))
    for option, names in (("--fail", [one.site for one in failing]), ("--function", functions)):
        _known(place, option, names)
    question = Question(failing, follow, crews or settings.crews, tuple(functions), chance, seed)
    return failure(Scene(place, ()), question)


def _within(name: str, value: float, most: float) -> None:
    if not 0 < value <= most:
        raise InputError(f"{name}: found {value:g}, expected hours above 0 and at most {most:g}")


def _failing(text: str, hours: float) -> Failing:
    """One site as it was given."""
    match = _FAILING.fullmatch(text)
    if match is None:
        raise InputError(f"--fail: found {text!r}, expected ID, ID=HOURS or ID=MEDIAN..P95, such as sub-centre=8..24")
    median = _number(text, match["median"], hours)
    p95 = _number(text, match["p95"], median)
    if p95 < median:
        raise InputError(f"--fail: found {text!r}, expected the 95 % quantile to be at least the median")
    return Failing(match["site"], median, p95)


def _number(text: str, found: str | None, default: float) -> float:
    if found is None:
        return default
    value = float(found)
    _within(f"--fail {text}", value, LONGEST)
    return value


def _known(place: Place, option: str, names: Sequence[str]) -> None:
    """Every name is that of a site, and none is named twice."""
    sites = {site.id for site in place.sites}
    for name in names:
        if name not in sites:
            hint = Nearest().hint(name, sites)
            raise InputError(f"{option}: found {name}, expected the id of a site" + (f"; {hint}" if hint else ""))
        if list(names).count(name) > 1:
            raise InputError(f"{option}: found {name} twice, expected each site once")
