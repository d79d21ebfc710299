"""Make the example place: the same files, byte for byte, each time.

    python examples/harbour/make.py [FOLDER]

Without a folder the place is written over itself. The parts stand in `_make/`, one subject a file; README.md explains
the numbers.
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from _make import (  # noqa: E402
    alerts,
    capabilities,
    catalogue,
    chemistry,
    dependencies,
    duties,
    economy,
    logs,
    measures,
    people,
    rules,
    scenarios_nature,
    scenarios_systems,
    series,
    settings,
    sites,
    write,
)

COLUMNS = {
    "sites": "id name kind jurisdiction lon_[deg] lat_[deg] people_served_[persons] value_[EUR] field hosts products "
    "sector sector_share",
    "dependencies": "id site service suppliers required buffer_[h] restart_[h]",
    "population": "id lon_[deg] lat_[deg] jurisdiction day_[persons] night_[persons]",
    "weather": "direction_[deg] speed_[m/s] stability period share",
    "releases": "id site substance inventory_[kg] event frequency_[1/year] rate_[kg/s] duration_[s] height_[m] "
    "temperature_[K] pressure_[Pa] hole_[m] source",
    "measures": "id title field jurisdiction cost_[EUR] yearly_cost_[EUR/year] life_[year] lead_[month] "
    "requires excludes source",
    "effects": "measure target id quantity factor add scale source",
    "capabilities": "id kind title jurisdiction available unit cost source",
    "needs": "by capability amount",
    "sectors": "id name output_[EUR/year] recovery_[h]",
    "coefficients": "buyer seller share",
    "supplies": "product supplier amount_[EUR/year] imported sector",
    "duties": "id title bearer trigger clause within_[h] working_time every start last_done site kind level evidence",
}


def make(folder: Path) -> None:
    """Write the place into a folder."""
    cells = people.cells()
    tables = {
        "sites": sites.sites(cells),
        "dependencies": dependencies.dependencies(),
        "population": cells,
        "weather": people.weather(),
        "releases": chemistry.releases(),
        "measures": measures.measures(),
        "effects": measures.effects(),
        "capabilities": capabilities.capabilities(),
        "needs": capabilities.needs(),
        "sectors": economy.sectors(),
        "coefficients": economy.coefficients(),
        "supplies": economy.supplies(),
        "duties": duties.duties(),
    }
    for name, rows in tables.items():
        header = [column.replace("_[", " [") for column in COLUMNS[name].split(" ")]
        write.table(folder / f"{name}.csv", header, rows)
    write.document(folder / "routes.geojson", chemistry.routes())
    write.document(folder / "kev" / "catalogue.json", catalogue.catalogue())
    texts = {
        "place": settings.PLACE,
        "sources": settings.sources(),
        "partners": settings.partners(),
        "audiences": settings.AUDIENCES,
        "indicators": series.toml(),
    }
    for name, content in texts.items():
        write.text(folder / f"{name}.toml", content)
    _folders(folder)


def _folders(folder: Path) -> None:
    scenarios = [*scenarios_nature.territorial(), *scenarios_nature.social()]
    scenarios += [*scenarios_systems.economic(), *scenarios_systems.political(), *scenarios_systems.cyber()]
    for scenario in scenarios:
        write.sheet(folder / "scenarios" / f"{scenario['id']}.yml", scenario)
    for name, rule in rules.rules().items():
        write.sheet(folder / "rules" / f"{name}.yml", rule)
    for name, message in alerts.files().items():
        write.text(folder / "cap" / name, message)
    series.files(folder / "series")
    logs.files(folder / "logs")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
