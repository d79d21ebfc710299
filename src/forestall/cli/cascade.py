"""`forestall cascade PLACE --fail SITE`: what follows when sites fail."""

import json as jsonlib
from pathlib import Path
from typing import Annotated

import typer


def cascade(
    place: Annotated[Path, typer.Argument(help="Folder that describes the place.", exists=True, file_okay=False)],
    fail: Annotated[
        list[str],
        typer.Option(help="Site that fails, with its hours of repair if not --hours: ID=HOURS or ID=MEDIAN..P95."),
    ],
    hours: Annotated[float, typer.Option(help="Hours until a site that failed is repaired.")] = 24.0,
    horizon: Annotated[float | None, typer.Option(help="Hours to follow [default: the place's].")] = None,
    crews: Annotated[int | None, typer.Option(help="Repair crews [default: the place's, or no limit].", min=1)] = None,
    function: Annotated[list[str] | None, typer.Option(help="Site whose weak points to look for.")] = None,
    chance: Annotated[float, typer.Option(help="Chance of each site to fail, for --function.", min=0, max=1)] = 0.01,
    seed: Annotated[int, typer.Option(help="Seed of the random numbers.", min=0)] = 1,
    json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
) -> None:
    """Follow a failure through the dependencies: who is without what, why, what it costs, what to repair first."""
    from dataclasses import asdict

    from forestall.cli.progress import Progress
    from forestall.pipeline.cascade import ask

    with Progress(quiet=json) as progress:
        read, answer = ask(
            place,
            fail,
            hours=hours,
            horizon=horizon,
            crews=crews,
            functions=function or (),
            chance=chance,
            seed=seed,
            progress=progress.say,
        )
    if json:
        print(jsonlib.dumps(asdict(answer), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        from forestall.cli.cascade_tables import show

        show(read, answer)
