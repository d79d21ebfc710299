"""Sites: all of them in a list, and one with what it needs, who needs it, what could happen there, what is owed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from forestall.core.text import N_
from forestall.model.duty import Obligation
from forestall.model.finding import Finding
from forestall.model.measure import Measure
from forestall.model.plan import Choice
from forestall.model.release import Release
from forestall.model.risk import Outage, Risk
from forestall.model.scenario import FireRelease, Scenario, SiteOutage, ToxicRelease
from forestall.model.site import Dependency, Site
from forestall.model.words import Level, ObligationState
from forestall.outlook.given import Given
from forestall.outlook.notices import RANK
from forestall.outlook.pages.table import Column, Kind

T = TypeVar("T", Finding, Obligation)
_OWED = (ObligationState.OVERDUE, ObligationState.DUE_SOON, ObligationState.OPEN)


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site in the list."""

    site: Site
    """The site."""
    authority: str
    """Who answers for it."""
    worst: Level | None
    """Level of its most serious finding; None for none."""
    findings: int
    """How many findings there are."""
    overdue: int
    """Obligations overdue."""
    owed: int
    """Obligations that are not done."""
    needs: int
    """What it needs."""
    needed_by: int
    """Sites that need it."""
    outage: float | None
    """Expected hours down in a year; None when not worked out [h/year]."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a site needs."""

    dependency: Dependency
    """The need."""
    suppliers: tuple[tuple[str, str], ...]
    """Id and name of each site that can supply it, first choice first."""


@dataclass(frozen=True, slots=True)
class SiteView:
    """One site."""

    row: SiteRow
    """The site, as in the list."""
    needs: tuple[Need, ...]
    """What it needs."""
    needed_by: tuple[tuple[Dependency, str], ...]
    """Needs of other sites that it can supply, with the name of the site."""
    outage: Outage | None
    """Its expected time without service, and because of whom."""
    releases: tuple[Release, ...]
    """Hazardous inventories it holds."""
    risks: tuple[Risk, ...]
    """What could happen there, largest first."""
    findings: tuple[Finding, ...]
    """Most serious first."""
    obligations: tuple[Obligation, ...]
    """What is owed for it, by due time."""
    measures: tuple[tuple[Measure, Choice | None], ...]
    """Measures that bear on it, with what the plan says of each."""
    names: dict[str, str]
    """Sites by id, as people call them."""


COLUMNS: tuple[Column[SiteRow], ...] = (
    Column("name", N_("Site"), lambda row: row.site.name),
    Column("id", N_("Id"), lambda row: row.site.id, hidden=True),
    Column("kind", N_("Kind"), lambda row: row.site.kind.replace("_", " ")),
    Column("authority", N_("Authority"), lambda row: row.authority),
    Column(
        "worst",
        N_("Findings"),
        lambda row: row.worst,
        kind=Kind.LEVEL,
        order=lambda row: (-1.0 if row.worst is None else RANK[row.worst]) * 1e6 + row.findings,
    ),
    Column("findings", N_("Number of findings"), lambda row: row.findings, kind=Kind.COUNT, hidden=True),
    Column("overdue", N_("Overdue"), lambda row: row.overdue, kind=Kind.COUNT, note=N_("Obligations")),
    Column("owed", N_("Owed"), lambda row: row.owed, kind=Kind.COUNT, hidden=True),
    Column("needs", N_("Needs"), lambda row: row.needs, kind=Kind.COUNT),
    Column("needed_by", N_("Needed by"), lambda row: row.needed_by, kind=Kind.COUNT),
    Column("people", N_("People served"), lambda row: row.site.people_served, kind=Kind.COUNT),
    Column("outage", N_("Down a year"), lambda row: row.outage, kind=Kind.AGE, note=N_("Expected")),
    Column("lon", N_("Longitude"), lambda row: row.site.lon, kind=Kind.NUMBER, hidden=True),
    Column("lat", N_("Latitude"), lambda row: row.site.lat, kind=Kind.NUMBER, hidden=True),
)


def site_rows(given: Given) -> tuple[SiteRow, ...]:
    """Every site that may be seen."""
    findings, owed = _by_site(given.detection.findings), _by_site(given.obligations)
    needs: dict[str, int] = defaultdict(int)
    needed: dict[str, set[str]] = defaultdict(set)
    for each in given.place.dependencies:
        needs[each.site] += 1
        for supplier in each.suppliers:
            needed[supplier].add(each.site)
    outages = {each.site: each.hours for each in given.assessment.outages}
    names = {each.id: each.name for each in given.place.profile.jurisdictions}
    return tuple(
        SiteRow(
            site=site,
            authority=names.get(site.jurisdiction, site.jurisdiction),
            worst=max((each.level for each in findings[site.id]), key=RANK.__getitem__, default=None),
            findings=len(findings[site.id]),
            overdue=sum(each.state is ObligationState.OVERDUE for each in owed[site.id]),
            owed=sum(each.state in _OWED for each in owed[site.id]),
            needs=needs[site.id],
            needed_by=len(needed[site.id]),
            outage=outages.get(site.id),
        )
        for site in given.place.sites
    )


def site_view(given: Given, row: SiteRow) -> SiteView:
    """One site with all that hangs on it."""
    place, key = given.place, row.site.id
    names = {each.id: each.name for each in place.sites}
    releases = tuple(each for each in place.releases if each.site == key)
    scenarios = {each.id for each in place.scenarios if _strikes(each, key, {one.id for one in releases})}
    choices = {each.measure: each for each in given.plan.choices}
    bearing = {key, *(each.id for each in releases), *scenarios, *(d.id for d in place.dependencies if d.site == key)}
    measures = {each.measure for each in place.effects if each.id in bearing}
    return SiteView(
        row=row,
        needs=tuple(
            Need(each, tuple((one, names.get(one, one)) for one in each.suppliers))
            for each in place.dependencies
            if each.site == key
        ),
        needed_by=tuple((each, names[each.site]) for each in place.dependencies if key in each.suppliers),
        outage=next((each for each in given.assessment.outages if each.site == key), None),
        releases=releases,
        risks=tuple(each for each in given.assessment.risks if each.scenario in scenarios),
        findings=tuple(
            sorted(
                (each for each in given.detection.findings if each.site == key),
                key=lambda each: (-RANK[each.level], -each.time.timestamp(), each.id),
            )
        ),
        obligations=tuple(sorted((o for o in given.obligations if o.site == key), key=lambda o: (o.due, o.id))),
        measures=tuple((each, choices.get(each.id)) for each in place.measures if each.id in measures),
        names=names,
    )


def _strikes(scenario: Scenario, site: str, releases: set[str]) -> bool:
    """Whether a scenario is at a site: it names it, puts it out of action, or comes from what it holds."""
    if site in scenario.sites:
        return True
    for each in scenario.consequences:
        if isinstance(each, SiteOutage) and site in each.sites:
            return True
        if isinstance(each, ToxicRelease | FireRelease) and each.release in releases:
            return True
    return False


def _by_site(rows: Iterable[T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for each in rows:
        if each.site is not None:
            found[each.site].append(each)
    return found
