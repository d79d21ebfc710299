"""Risk of a site or a route with hazardous substances: on the map, as F-N curve, against criteria."""

from dataclasses import dataclass
from typing import Annotated, Literal

from forestall.model.marks import Unit
from forestall.model.risk import Interval

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class RiskGrid:
    """Location-specific individual risk: of someone who is there outdoors all year."""

    lon: tuple[float, ...]
    """Longitudes of the columns, rising [deg]."""
    lat: tuple[float, ...]
    """Latitudes of the rows, rising [deg]."""
    risk: Annotated[tuple[tuple[float, ...], ...], Unit("1/year")]
    """Yearly probability of death by row and column."""
    low: Annotated[tuple[tuple[float, ...], ...], Unit("1/year")] = ()
    """5 % quantile over the uncertain inputs; () when none were drawn."""
    high: Annotated[tuple[tuple[float, ...], ...], Unit("1/year")] = ()
    """95 % quantile."""


@dataclass(frozen=True, slots=True)
class RiskContour:
    """Where individual risk equals a level."""

    level: Annotated[float, Unit("1/year")]
    """Yearly probability of death."""
    rings: tuple[Ring, ...]
    """Lines of (lon, lat) [deg]; closed unless they leave the grid."""


@dataclass(frozen=True, slots=True)
class FnCurve:
    """How often so many people or more die at once."""

    deaths: tuple[float, ...]
    """N, rising."""
    frequency: Annotated[tuple[float, ...], Unit("1/year")]
    """F of N or more, never rising."""
    low: Annotated[tuple[float, ...], Unit("1/year")] = ()
    """5 % quantile over the uncertain inputs; () when none were drawn."""
    high: Annotated[tuple[float, ...], Unit("1/year")] = ()
    """95 % quantile."""


@dataclass(frozen=True, slots=True)
class CriterionCheck:
    """How a risk stands against one line of a criterion."""

    name: str
    """The criterion in words."""
    kind: Literal["individual", "societal"]
    """What it limits."""
    line: str
    """`limit`, `sensitive` or `broad` (nothing more is asked below)."""
    constant: Annotated[float, Unit("1/year")]
    """The limit: of individual risk, or of F at one death."""
    slope: float
    """Slope of a societal line; 0 of an individual limit."""
    from_deaths: float
    """Deaths from which a societal line holds."""
    to_deaths: float | None
    """Deaths above which no event is accepted; None: no such number."""
    worst_ratio: float
    """Largest risk over limit; above 1 it is exceeded."""
    at: str
    """Where or at how many deaths that is."""
    kept: bool
    """Whether the line is kept everywhere."""
    source: str
    """Where the criterion comes from."""


@dataclass(frozen=True, slots=True)
class BranchRisk:
    """What one outcome of one release adds."""

    release: str
    """The release, or the size of outflow on a route."""
    branch: str
    """`toxic`, `fireball`, `jet_fire`, `pool_fire`, `flash_fire`, `explosion` or `none`."""
    frequency: Annotated[float, Unit("1/year")]
    """How often it comes to this."""
    pll: Annotated[float, Unit("1/year")]
    """Expected deaths a year (potential loss of life)."""
    share: float
    """Share of all expected deaths, 0..1."""
    worst: Annotated[float, Unit("persons")]
    """Expected deaths in its worst weather."""


@dataclass(frozen=True, slots=True)
class Receptor:
    """Individual risk at another site of the place."""

    site: str
    """The site."""
    name: str
    """Its name."""
    distance: Annotated[float, Unit("m")]
    """From the middle of what releases."""
    risk: Annotated[float, Unit("1/year")]
    """Yearly probability of death of someone there outdoors all year."""


@dataclass(frozen=True, slots=True)
class DominoLink:
    """A fire or blast at one vessel that breaks another."""

    release: str
    """The release that starts it."""
    branch: str
    """What it comes to."""
    target: str
    """The release of the vessel that breaks."""
    cause: Literal["heat", "blast"]
    """What breaks it."""
    intensity: float
    """Radiation [W/m2] or overpressure [Pa] there."""
    probability: float
    """That it breaks, given the fire or blast."""
    frequency: Annotated[float, Unit("1/year")]
    """How often it is broken so."""


@dataclass(frozen=True, slots=True)
class DominoChain:
    """Accidents that follow one another."""

    steps: tuple[tuple[str, ...], ...]
    """Vessels that fail together, one group after the other; the first starts it."""
    frequency: Annotated[float, Unit("1/year")]
    """How often exactly this happens."""


@dataclass(frozen=True, slots=True)
class SiteRisk:
    """Risk of everything that can get out at a site."""

    site: str
    """The site."""
    name: str
    """Its name."""
    grid: RiskGrid
    """Individual risk on the map."""
    contours: tuple[RiskContour, ...]
    """Its contours, highest first."""
    fn: FnCurve
    """Societal risk."""
    pll: Annotated[Interval, Unit("1/year")]
    """Expected deaths a year, with the 90 % interval when samples were drawn."""
    branches: tuple[BranchRisk, ...]
    """What adds to it, largest first."""
    receptors: tuple[Receptor, ...]
    """Other sites by individual risk, largest first; those at no risk left out."""
    links: tuple[DominoLink, ...]
    """Vessels that fires and blasts break."""
    chains: tuple[DominoChain, ...]
    """Chains of such failures, most frequent first."""
    checks: tuple[CriterionCheck, ...]
    """Against the criteria."""
    remarks: tuple[str, ...]
    """What limits the result."""
    sources: tuple[tuple[str, str], ...]
    """Each quantity with its equation and source."""


@dataclass(frozen=True, slots=True)
class StretchRisk:
    """A kilometre of a route."""

    start: Annotated[float, Unit("km")]
    """From the beginning of the route."""
    end: Annotated[float, Unit("km")]
    """Where it ends."""
    lon: Annotated[float, Unit("deg")]
    """Longitude of its middle."""
    lat: Annotated[float, Unit("deg")]
    """Latitude of its middle."""
    pll: Annotated[float, Unit("1/year")]
    """Expected deaths a year from accidents on it."""
    ratio: float
    """Largest F over the societal line that holds for a kilometre."""
    structures: tuple[str, ...] = ()
    """`tunnel`, `bridge`: what this kilometre has, where smoke, access or fall make it another case."""


@dataclass(frozen=True, slots=True)
class RouteRisk:
    """Risk of a way along which dangerous goods go."""

    route: str
    """The route."""
    name: str
    """Its name."""
    length: Annotated[float, Unit("km")]
    """Length."""
    releases: Annotated[float, Unit("1/year")]
    """Expected releases a year on all of it."""
    grid: RiskGrid
    """Individual risk on the map."""
    contours: tuple[RiskContour, ...]
    """Its contours, highest first."""
    fn: FnCurve
    """Societal risk of the whole route."""
    fn_km: FnCurve
    """Societal risk of its worst kilometre."""
    pll: Annotated[float, Unit("1/year")]
    """Expected deaths a year."""
    stretches: tuple[StretchRisk, ...]
    """Kilometre by kilometre, in order."""
    branches: tuple[BranchRisk, ...]
    """What adds to it, largest first."""
    checks: tuple[CriterionCheck, ...]
    """Against the criteria; those of a kilometre at its worst one."""
    remarks: tuple[str, ...]
    """What limits the result."""
    sources: tuple[tuple[str, str], ...]
    """Each quantity with its equation and source."""
