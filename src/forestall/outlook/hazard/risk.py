"""The sheets of a site's and a route's risk. Not here: how it is computed or drawn."""

from collections.abc import Sequence
from string import ascii_uppercase

from forestall.model.chemical_risk import (
    BranchRisk,
    CriterionCheck,
    Receptor,
    RiskContour,
    RouteRisk,
    SiteRisk,
    StretchRisk,
)
from forestall.model.place import Place
from forestall.model.release import Route
from forestall.model.site import Site
from forestall.outlook.hazard.fn_chart import fn_chart
from forestall.outlook.hazard.picture import Area, Mark
from forestall.outlook.hazard.sheet import Chart, Row, Sheet, Table, figure

MOST = 12  # rows of a long table
FN_NOTE = "Broken lines: criteria. Band: 90 % interval over the uncertain inputs, where samples were drawn."


def site_sheet(found: SiteRisk, place: Place) -> Sheet:
    """What the page about a site shows.

    Args:
        found: its risk
        place: the place, for positions
    """
    sites = {site.id: site for site in place.sites}
    marks = [_mark(sites[found.site], main=True)]
    marks += [_mark(sites[one.site]) for one in found.receptors[:MOST] if one.site in sites]
    tables = (
        *_shared(found.contours, found.checks, found.branches),
        Table(
            "Other sites", ("site", "individual risk, 1/year"), tuple(_receptor(one) for one in found.receptors[:MOST])
        ),
        Table(
            "Vessels that break others",
            ("from, to", "probability", "1/year"),
            tuple(
                Row(
                    (f"{one.release}, {one.branch}: {one.target}", figure(one.probability), figure(one.frequency)),
                    f"{one.cause}: {figure(one.intensity / 1e3)} {'kW/m2' if one.cause == 'heat' else 'kPa'}",
                )
                for one in found.links[:MOST]
            ),
        ),
        _sources(found.sources),
    )
    return Sheet(
        "Risk of a site with hazardous substances",
        found.name,
        (f"Expected deaths: {figure(found.pll.mean)} a year.", *_judged(found.checks)),
        _areas(found.contours),
        tuple(marks),
        None,
        (Chart("Societal risk", fn_chart([("this site", found.fn)], found.checks), FN_NOTE),),
        _filled(tables),
        found.remarks,
    )


def route_sheet(found: RouteRisk, place: Place, others: Sequence[RouteRisk] = ()) -> Sheet:
    """What the page about a route shows.

    Args:
        found: its risk
        place: the place, for its line
        others: alternatives to compare with, lowest risk first
    """
    route = next(one for one in place.routes if one.id == found.route)
    worst = sorted(found.stretches, key=lambda one: (-one.pll, one.start))[:MOST]
    tables = (
        *_shared(found.contours, found.checks, found.branches),
        Table("Worst kilometres", ("kilometre", "deaths a year", "F over the line"), tuple(map(_stretch, worst))),
        Table("Alternatives", ("route", "km", "deaths a year"), tuple(_alternative(one) for one in others)),
        _sources(found.sources),
    )
    chart = fn_chart([("whole route", found.fn), ("worst kilometre", found.fn_km)], found.checks)
    return Sheet(
        "Risk of a route with dangerous goods",
        found.name,
        (
            f"Expected deaths: {figure(found.pll)} a year on {figure(found.length)} km.",
            f"Releases: {figure(found.releases)} a year.",
            *_judged(found.checks),
        ),
        (*_areas(found.contours), Area("", "route", (route.line,), filled=False)),
        _ends(route),
        None,
        (Chart("Societal risk", chart, FN_NOTE),),
        _filled(tables),
        found.remarks,
    )


def _shared(
    contours: Sequence[RiskContour], checks: Sequence[CriterionCheck], branches: Sequence[BranchRisk]
) -> tuple[Table, ...]:
    rings = (
        Row((f"individual risk {figure(one.level)} 1/year", f"{len(one.rings)} line(s)"), "", letter, "risk")
        for letter, one in zip(ascii_uppercase, contours, strict=False)
    )
    judged = (
        Row(
            (f"{one.name}, {one.line}", figure(one.worst_ratio), "kept" if one.kept else "exceeded"),
            f"{one.kind}, {figure(one.constant)} 1/year at {one.at} [{one.source}]",
        )
        for one in checks
    )
    added = (
        Row(
            (
                f"{one.release}: {one.branch.replace('_', ' ')}",
                figure(one.frequency),
                figure(one.pll),
                f"{one.share:.0%}",
            )
        )
        for one in branches[:MOST]
    )
    return (
        Table("Contours", ("level", ""), tuple(rings)),
        Table("Criteria", ("criterion", "risk over limit", ""), tuple(judged)),
        Table("What adds to it", ("release and outcome", "1/year", "deaths a year", "share"), tuple(added)),
    )


def _filled(tables: Sequence[Table]) -> tuple[Table, ...]:
    return tuple(one for one in tables if one.rows)


def _areas(contours: Sequence[RiskContour]) -> tuple[Area, ...]:
    """The lowest level, which is the widest, first."""
    drawn = [
        Area(letter, "risk", one.rings) for letter, one in zip(ascii_uppercase, contours, strict=False) if one.rings
    ]
    return tuple(reversed(drawn))


def _mark(site: Site, *, main: bool = False) -> Mark:
    return Mark(site.name, site.lon, site.lat, main)


def _ends(route: Route) -> tuple[Mark, ...]:
    first, last = route.line[0], route.line[-1]
    return (Mark("from", *first, main=True), Mark("to", *last))


def _receptor(one: Receptor) -> Row:
    return Row((f"{one.name}, {figure(one.distance)} m", figure(one.risk)))


def _stretch(one: StretchRisk) -> Row:
    name = f"{figure(one.start)} to {figure(one.end)} km"
    return Row((" ".join((name, *one.structures)), figure(one.pll), figure(one.ratio)))


def _alternative(one: RouteRisk) -> Row:
    return Row((one.name, figure(one.length), figure(one.pll)))


def _judged(checks: Sequence[CriterionCheck]) -> tuple[str, ...]:
    broken = [f"{one.name}, {one.line} ({one.kind})" for one in checks if not one.kept]
    return (f"Exceeded: {'; '.join(broken)}.",) if broken else ("All criteria asked for are kept.",) if checks else ()


def _sources(sources: Sequence[tuple[str, str]]) -> Table:
    return Table("Equations and sources", ("quantity", ""), tuple(Row((name, ""), source) for name, source in sources))
