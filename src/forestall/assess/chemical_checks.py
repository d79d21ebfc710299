"""Risk of a site or route against criteria: the place's own and those of a national set. Not here: the numbers."""

import numpy as np
from numpy.typing import NDArray

from forestall.assess.chemical_scene import Scene
from forestall.core.geo import lon_lat
from forestall.model.chemical_risk import CriterionCheck
from forestall.model.profile import Criteria
from forestall.science.chemical.risk.criteria import CriteriaSet, IndividualLimit, criteria_set, worst_ratio
from forestall.science.chemical.societal import CriterionLine

Floats = NDArray[np.float64]

FROM_DEATHS = 10.0  # deaths from which the place's own line holds; below, single accidents are work safety's


def individual_checks(own: Criteria, national: str, around: Scene, risk: Floats) -> tuple[CriterionCheck, ...]:
    """Individual risk where people live against the place's limit and the national ones.

    A limit for schools and hospitals is not checked, since the population does not say where they are.

    Args:
        own: criteria of the place
        national: set asked for; empty: the one the place names, if any
        around: the place
        risk: individual risk at its homes [1/yr], shape (homes,)
    """
    worst, where = 0.0, "nobody lives here"
    if risk.size:
        at = int(np.argmax(risk))
        east, north = around.homes
        lon, lat = lon_lat(east[at : at + 1], north[at : at + 1], around.lon, around.lat)
        worst, where = float(risk[at]), f"{lon[0]:.5f}, {lat[0]:.5f}"
    limits = [IndividualLimit("the place's own limit at homes", "limit", own.individual_limit, "", own.source)]
    limits += [one for one in _set(own, national).individual if one.line != "sensitive"]
    return tuple(
        CriterionCheck(
            one.name,
            "individual",
            one.line,
            one.risk,
            0.0,
            0.0,
            None,
            worst / one.risk,
            where,
            worst <= one.risk,
            one.source,
        )
        for one in limits
    )


def societal_checks(
    own: Criteria, national: str, per: str, deaths: Floats, frequency: Floats
) -> tuple[CriterionCheck, ...]:
    """An F-N curve against the place's own line and the national ones.

    Args:
        own: criteria of the place
        national: set asked for; empty: the one the place names, if any
        per: `site` or `km`; lines for the other are left out
        deaths, frequency: the curve, shape (m,)
    """
    lines = [line for line in _set(own, national).societal if line.per == per]
    if per == "site":
        mine = CriterionLine(
            "the place's own line", own.societal_intercept, own.societal_slope, FROM_DEATHS, own.source
        )
        lines = [mine, *lines]
    return tuple(_check(line, deaths, frequency) for line in lines)


def _check(line: CriterionLine, deaths: Floats, frequency: Floats) -> CriterionCheck:
    ratio, at = worst_ratio(line, deaths, frequency)
    return CriterionCheck(
        line.name,
        "societal",
        line.line,
        line.constant,
        line.slope,
        line.from_deaths,
        None if np.isinf(line.to_deaths) else line.to_deaths,
        ratio,
        "fewer deaths than the line begins with" if np.isnan(at) else f"{at:.3g} deaths",
        ratio <= 1.0,
        line.source,
    )


def _set(own: Criteria, national: str) -> CriteriaSet:
    name = national or own.national
    return criteria_set(name) if name else CriteriaSet("", (), ())
