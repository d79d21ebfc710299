"""`forestall hazard`: releases, sites and routes with hazardous substances."""

import json as jsonlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from forestall.model.what_if import WhatIf

hazard = typer.Typer(help="Releases, sites and routes with hazardous substances.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Out = Annotated[Path | None, typer.Option(help="Folder for the sheet, map and grids [default: no files].")]


@hazard.command()
def release(
    substance: Annotated[str, typer.Argument(help="Name, CAS or UN number.")],
    mass: Annotated[str | None, typer.Option(help="Inventory [kg]; alone: all of it is lost at once.")] = None,
    hole: Annotated[str | None, typer.Option(help="Diameter of the hole [m], or `50 mm`.")] = None,
    rate: Annotated[str | None, typer.Option(help="Stated rate [kg/s] instead of a hole.")] = None,
    duration: Annotated[str, typer.Option(help="How long a stated rate lasts [s], or `10 min`.")] = "1800",
    temperature: Annotated[str | None, typer.Option(help="Storage [degC; default: as the air].")] = None,
    pressure: Annotated[str | None, typer.Option(help="Storage, absolute [bar; default: air or vapour].")] = None,
    vapour: Annotated[bool, typer.Option("--vapour", help="The hole is above the liquid.")] = False,
    bund: Annotated[float | None, typer.Option(help="Area of the bund [m2].")] = None,
    height: Annotated[str, typer.Option(help="Of the opening above ground [m].")] = "0",
    wind: Annotated[str, typer.Option(help="At 10 m [m/s].")] = "3",
    direction: Annotated[float, typer.Option("--from", help="Where the wind comes from [deg].")] = 270.0,
    stability: Annotated[str, typer.Option(help="Pasquill class, A to F.")] = "D",
    air: Annotated[str, typer.Option(help="Temperature of the air [degC].")] = "20",
    humidity: Annotated[float, typer.Option(help="Relative [%].")] = 60.0,
    roughness: Annotated[str, typer.Option(help="Roughness length of the ground [m].")] = "0.1",
    strength: Annotated[int, typer.Option(help="Of a vapour cloud explosion, 1 to 10.")] = 7,
    at: Annotated[str, typer.Option(help="Where, as LON,LAT [deg].")] = "0,0",
    why: Annotated[bool, typer.Option("--why", help="Print every number with its equation and source.")] = False,
    json: Json = False,
    out: Out = None,
) -> None:
    """What if: a substance gets out. Which areas are harmed, how far, and by which equations.

    Example: forestall hazard release chlorine --mass "40 t" --hole "50 mm" --wind 3 --stability D --at 4.3,51.9
    """
    from forestall.cli.amount import amount, position
    from forestall.model.what_if import WhatIf

    lon, lat = position(at)
    around = amount("--air", air, "K", "degC")
    asked = WhatIf(
        substance,
        mass=None if mass is None else amount("--mass", mass, "kg"),
        hole=None if hole is None else amount("--hole", hole, "m"),
        rate=None if rate is None else amount("--rate", rate, "kg/s"),
        duration=amount("--duration", duration, "s"),
        temperature=around if temperature is None else amount("--temperature", temperature, "K", "degC"),
        pressure=None if pressure is None else amount("--pressure", pressure, "Pa", "bar"),
        vapour_space=vapour,
        bund=bund,
        height=amount("--height", height, "m"),
        wind=amount("--wind", wind, "m/s"),
        direction=direction,
        stability=stability.upper(),
        air=around,
        humidity=humidity / 100.0,
        roughness=amount("--roughness", roughness, "m"),
        lon=lon,
        lat=lat,
        strength=strength,
    )
    _answer(asked, why=why, json=json, out=out)


def _answer(asked: "WhatIf", *, why: bool, json: bool, out: Path | None) -> None:
    from forestall.cli import hazard_tables
    from forestall.cli.progress import Progress
    from forestall.pipeline.hazard import as_json, leave_release, what_if

    with Progress(quiet=json) as progress:
        progress.say("following the release")
        outcome = what_if(asked)
        if out is not None:
            progress.say("drawing the sheet")
        files = () if out is None else leave_release(outcome, out)
    if json:
        typer.echo(jsonlib.dumps(as_json(outcome), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        hazard_tables.show(outcome, files, why=why)


PlaceFolder = Annotated[
    Path, typer.Option("--place", help="Folder that describes the place.", exists=True, file_okay=False)
]
Criteria = Annotated[str, typer.Option(help="Set of criteria lines, such as NL, UK.")]


@hazard.command()
def site(
    name: Annotated[str, typer.Argument(metavar="ID", help="A site of the place that holds hazardous substances.")],
    place: PlaceFolder,
    samples: Annotated[int, typer.Option(min=0, help="Samples of the uncertain inputs; 0: no bands.")] = 0,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the samples.")] = 1,
    criteria: Criteria = "NL",
    json: Json = False,
    out: Out = None,
) -> None:
    """Risk of a site: contours, F-N curve against criteria, what adds to it, what breaks what.

    Exit code 1 when a criterion is exceeded.
    """
    from forestall.cli import hazard_tables
    from forestall.cli.progress import Progress
    from forestall.pipeline import hazard_risk

    with Progress(quiet=json) as progress:
        progress.say("reading the place")
        known = hazard_risk.place_of(place)
        progress.say("adding up the risk")
        found = hazard_risk.of_site(known, name, samples=samples, seed=seed, criteria=criteria)
        files = () if out is None else hazard_risk.leave_site(found, known, out)
    if json:
        typer.echo(jsonlib.dumps(hazard_risk.as_json(found), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        hazard_tables.show_risk(found, files)
    if not all(check.kept for check in found.checks):
        raise typer.Exit(1)


@hazard.command()
def route(
    name: Annotated[str, typer.Argument(metavar="ID", help="A route of the place.")],
    place: PlaceFolder,
    against: Annotated[list[str] | None, typer.Option(help="Another route to compare with; may be repeated.")] = None,
    criteria: Criteria = "NL",
    json: Json = False,
    out: Out = None,
) -> None:
    """Risk of a route: contours, F-N curve, kilometre by kilometre, against other routes.

    Exit code 1 when a criterion is exceeded.
    """
    from forestall.cli import hazard_tables
    from forestall.cli.progress import Progress
    from forestall.pipeline import hazard_risk

    with Progress(quiet=json) as progress:
        progress.say("reading the place")
        known = hazard_risk.place_of(place)
        progress.say("adding up the risk")
        found = hazard_risk.of_route(known, name, criteria=criteria)
        others = hazard_risk.alternatives(known, [name, *against], criteria=criteria) if against else ()
        files = () if out is None else hazard_risk.leave_route(found, known, others, out)
    if json:
        typer.echo(jsonlib.dumps(hazard_risk.as_json(found), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        hazard_tables.show_risk(found, files, others)
    if not all(check.kept for check in found.checks):
        raise typer.Exit(1)
