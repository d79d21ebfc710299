"""The whole place, read and checked."""

from dataclasses import dataclass
from pathlib import Path

from forestall.model.audience import Audience
from forestall.model.capability import Capability, Need
from forestall.model.case import CaseType
from forestall.model.duty import Duty, Norm
from forestall.model.economy import Coefficient, Sector, Supply
from forestall.model.exposure import PopulationCell, WeatherClass
from forestall.model.forecast import Occurrence
from forestall.model.indicator import Indicator
from forestall.model.measure import Effect, Measure
from forestall.model.partner import Partner, Source
from forestall.model.profile import Profile
from forestall.model.release import Release, Route
from forestall.model.scenario import Scenario
from forestall.model.site import Dependency, Site
from forestall.model.suppression import Suppression


@dataclass(frozen=True, slots=True)
class Place:
    """A place; rows of each file in the order of their keys, so that the order in the file changes nothing."""

    root: Path
    """Its folder."""
    digest: str
    """SHA-256 over its files, so that a result can name its input."""
    profile: Profile
    """`place.toml`"""
    sites: tuple[Site, ...] = ()
    """`sites.csv`"""
    dependencies: tuple[Dependency, ...] = ()
    """`dependencies.csv`"""
    population: tuple[PopulationCell, ...] = ()
    """`population.csv`"""
    weather: tuple[WeatherClass, ...] = ()
    """`weather.csv`"""
    releases: tuple[Release, ...] = ()
    """`releases.csv`"""
    routes: tuple[Route, ...] = ()
    """`routes.geojson`"""
    scenarios: tuple[Scenario, ...] = ()
    """`scenarios/*.yml`"""
    indicators: tuple[Indicator, ...] = ()
    """`indicators.toml`"""
    measures: tuple[Measure, ...] = ()
    """`measures.csv`"""
    effects: tuple[Effect, ...] = ()
    """`effects.csv`"""
    capabilities: tuple[Capability, ...] = ()
    """`capabilities.csv`"""
    needs: tuple[Need, ...] = ()
    """`needs.csv`"""
    duties: tuple[Duty, ...] = ()
    """`duties.csv`"""
    norms: tuple[Norm, ...] = ()
    """`norms.csv`"""
    partners: tuple[Partner, ...] = ()
    """`partners.toml`"""
    audiences: tuple[Audience, ...] = ()
    """`audiences.toml`"""
    sources: tuple[Source, ...] = ()
    """`sources.toml`"""
    suppressions: tuple[Suppression, ...] = ()
    """`suppressions.toml`"""
    occurrences: tuple[Occurrence, ...] = ()
    """`occurrences.csv`"""
    case_types: tuple[CaseType, ...] = ()
    """`case_types.csv`"""
    sectors: tuple[Sector, ...] = ()
    """`sectors.csv`"""
    coefficients: tuple[Coefficient, ...] = ()
    """`coefficients.csv`"""
    supplies: tuple[Supply, ...] = ()
    """`supplies.csv`"""
    rules: tuple[Path, ...] = ()
    """Sigma rule files below `rules/`."""
    base: Path | None = None
    """The map below everything that is drawn, `.pmtiles` or `.geojson`; None: lands of the world."""
