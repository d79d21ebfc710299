"""Which files describe a place, and which record each of them holds. How they are read is not here."""

from dataclasses import dataclass
from typing import Literal

from forestall.model.audience import Audience
from forestall.model.capability import Capability, Need
from forestall.model.case import CaseType
from forestall.model.duty import Duty, Norm
from forestall.model.economy import Coefficient, Sector, Supply
from forestall.model.exposure import PopulationCell, WeatherClass
from forestall.model.forecast import Occurrence
from forestall.model.indicator import Indicator
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.measure import Effect, Measure
from forestall.model.partner import Partner, Source
from forestall.model.profile import Profile
from forestall.model.release import Release, Route
from forestall.model.scenario import Scenario
from forestall.model.site import Dependency, Site
from forestall.model.suppression import Suppression

Form = Literal["table", "points", "lines", "document", "list", "folder"]

ENDINGS: dict[Form, tuple[str, ...]] = {
    "table": (".csv", ".xlsx"),
    "points": (".csv", ".xlsx", ".geojson", ".gpkg"),
    "lines": (".geojson", ".gpkg"),
    "document": (".toml",),
    "list": (".toml",),
    "folder": (".yml",),
}
"""Endings a file of each form may have; the first is the usual one."""


@dataclass(frozen=True, slots=True)
class PlaceFile:
    """One file (or folder of files) of a place."""

    stem: str
    """Its name without ending; also the name of the list in `Place` and, in a TOML file, of its tables."""
    noun: type
    """The class of its records."""
    form: Form
    """`table`; `points` and `lines` (geometry); TOML `document` or `list`; `folder` of YAML files."""
    required: bool = False
    """A place cannot be without it."""

    @property
    def name(self) -> str:
        """The usual name: `sites.csv`, `scenarios/*.yml`."""
        return f"{self.stem}/*.yml" if self.form == "folder" else self.stem + ENDINGS[self.form][0]

    @property
    def names(self) -> tuple[str, ...]:
        """All names it may have."""
        return (self.name,) if self.form == "folder" else tuple(self.stem + end for end in ENDINGS[self.form])


FILES: tuple[PlaceFile, ...] = (
    PlaceFile("place", Profile, "document", required=True),
    PlaceFile("sites", Site, "points", required=True),
    PlaceFile("dependencies", Dependency, "table"),
    PlaceFile("population", PopulationCell, "points"),
    PlaceFile("weather", WeatherClass, "table"),
    PlaceFile("releases", Release, "table"),
    PlaceFile("routes", Route, "lines"),
    PlaceFile("scenarios", Scenario, "folder"),
    PlaceFile("indicators", Indicator, "list"),
    PlaceFile("measures", Measure, "table"),
    PlaceFile("effects", Effect, "table"),
    PlaceFile("capabilities", Capability, "table"),
    PlaceFile("needs", Need, "table"),
    PlaceFile("norms", Norm, "table"),
    PlaceFile("duties", Duty, "table"),
    PlaceFile("partners", Partner, "list"),
    PlaceFile("audiences", Audience, "list"),
    PlaceFile("sources", Source, "list"),
    PlaceFile("sectors", Sector, "table"),
    PlaceFile("coefficients", Coefficient, "table"),
    PlaceFile("supplies", Supply, "table"),
    PlaceFile("suppressions", Suppression, "list"),
    PlaceFile("occurrences", Occurrence, "table"),
    PlaceFile("case_types", CaseType, "table"),
)

RULES = "rules"
"""Folder of Sigma rules; `detect` reads them."""

NOUNS: dict[str, type] = {
    "jurisdiction": Jurisdiction,
    "site": Site,
    "dependency": Dependency,
    "release": Release,
    "scenario": Scenario,
    "indicator": Indicator,
    "measure": Measure,
    "capability": Capability,
    "partner": Partner,
    "audience": Audience,
    "source": Source,
    "norm": Norm,
    "sector": Sector,
}
"""What a reference (`marks.Ref`) may name."""

SAME: dict[type, tuple[str, ...]] = {
    Need: ("by", "capability"),
    Effect: ("measure", "target", "id", "quantity", "scale"),
    Coefficient: ("buyer", "seller"),
    Supply: ("product", "supplier"),
    Norm: ("id", "version"),
    WeatherClass: ("direction", "speed", "stability", "period"),
}
"""For records without a key of their own for each row: columns in which no two rows may agree."""

MAX_BYTES = 256 * 2**20
"""Largest table or geometry file that is read [byte]."""
MAX_TREE_BYTES = 4 * 2**20
"""Largest TOML or YAML file that is read [byte]."""


def home(noun: type) -> str:
    """The usual name of the file in which records of a class stand."""
    if noun is Jurisdiction:
        return FILES[0].name
    return next(file.name for file in FILES if file.noun is noun)


def noun_name(noun: type) -> str:
    """The word for a class that can be named by a reference."""
    return next(name for name, known in NOUNS.items() if known is noun)
