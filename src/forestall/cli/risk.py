"""`forestall risk PLACE`: the register; `forestall risk import FILE`: another model's loss table as a scenario."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup


class _Shown(TyperGroup):
    """`forestall risk PLACE` is `forestall risk show PLACE`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The named command; what names none is the place to show."""
        named = args if args and args[0] in self.commands else ["show", *args]
        return super().resolve_command(ctx, named)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Options before the place belong to `show`."""
        if args and args[0] not in self.commands and args[0] not in ("--help",):
            args = ["show", *args]
        return list(super().parse_args(ctx, args))


class Engine(StrEnum):
    """Where years are simulated."""

    LOCAL = "local"
    SPARK = "spark"


risk = typer.Typer(cls=_Shown, no_args_is_help=True, rich_markup_mode=None, help="The risk register of a place.")


@risk.command()
def show(
    place: Annotated[Path, typer.Argument(help="Folder that describes the place.", exists=True, file_okay=False)],
    state: Annotated[Path | None, typer.Option(help="Folder of the state [default: PLACE/.forestall].")] = None,
    at: Annotated[str | None, typer.Option(help="Time, ISO 8601 [default: replay_at, or now].")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the simulation.", min=0)] = 1,
    horizon: Annotated[str | None, typer.Option(help="Horizon: 24h, 30d, 2w, 1y [default: the place's].")] = None,
    error: Annotated[
        float | None, typer.Option(help="Simulate until the standard error of the mean loss is this share of it.")
    ] = None,
    export: Annotated[
        list[Path] | None, typer.Option(help="Write the register: .csv, .xlsx, .json or .html (sheets to print).")
    ] = None,
    events: Annotated[Path | None, typer.Option(help="Write the events of 10,000 simulated years: .parquet.")] = None,
    compare: Annotated[str | None, typer.Option(help="Hold it against the last pass at or before this time.")] = None,
    calibration: Annotated[bool, typer.Option("--calibration", help="How earlier forecasts fared.")] = False,
    dependences: Annotated[bool, typer.Option("--dependences", help="What hangs on few suppliers.")] = False,
    engine: Annotated[
        Engine, typer.Option(help="Where years are simulated: this process, or a Spark cluster; same numbers.")
    ] = Engine.LOCAL,
    master: Annotated[
        str | None, typer.Option(help="The cluster, as Spark names it, with --engine spark [default: local[*]].")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Exit code 1 when a risk is unacceptable.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the register as JSON.")] = False,
) -> None:
    """What could happen, how likely it is now, what it would bring, and where it stands."""
    from forestall.cli import register
    from forestall.cli.progress import Progress
    from forestall.core.clock import instant, now
    from forestall.pipeline import risk as pipeline

    register.known_endings(export or [], events)
    with Progress(quiet=json) as progress:
        result = pipeline.assess_now(
            place,
            state=state,
            at=instant(at) if at else None,
            now=now(),
            seed=seed,
            progress=progress.say,
            horizon=register.days(horizon) if horizon else None,
            error=error,
            master=register.cluster(master, wanted=engine is Engine.SPARK),
        )
        since = pipeline.compare(result, place, state, instant(compare)) if compare else None
        for path in export or []:
            pipeline.write_register(result, since, path)
        if events:
            pipeline.write_events(result, events)
    if json:
        print(pipeline.as_json(result, since).decode(), end="")
    else:
        register.show(result, since, calibration=calibration, dependences=dependences)
    if check and any(one.standing and one.standing.band == "unacceptable" for one in result.assessment.risks):
        raise typer.Exit(1)


@risk.command("import")
def import_table(
    file: Annotated[Path, typer.Argument(help="Event-loss CSV.", exists=True, dir_okay=False)],
    layout: Annotated[str, typer.Option("--format", help="openquake, climada or oasis.")],
    out: Annotated[Path, typer.Option(help="Scenario file to write, such as PLACE/scenarios/earthquake-elt.yml.")],
    field: Annotated[str, typer.Option(help="political, economic, territorial, social or cyber.")],
    jurisdiction: Annotated[str, typer.Option(help="The authority that answers for it.")],
    hazard: Annotated[str, typer.Option(help="Hazard Information Profile code, such as GH0101.")],
    title: Annotated[str | None, typer.Option(help="What happens, in one line [default: the file's name].")] = None,
    scale: Annotated[str, typer.Option(help="Scale on which its losses are counted.")] = "economic_loss",
    years: Annotated[float | None, typer.Option(help="Years simulated, where the table has no rates.")] = None,
) -> None:
    """Write another model's event losses as a scenario with a bank of losses."""
    from forestall.cli import register

    register.import_file(file, layout, out, (field, jurisdiction, hazard, title or file.stem, scale), years)
