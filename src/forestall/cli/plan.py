"""`forestall plan PLACE`: which measures to buy, and what stands around that."""

import json as jsonlib
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Aim(StrEnum):
    """What a plan makes least, beside its cost."""

    EXPECTED = "expected"
    TAIL = "tail"


def plan(
    place: Annotated[Path, typer.Argument(help="Folder that describes the place.", exists=True, file_okay=False)],
    budget: Annotated[
        float | None, typer.Option(help="What may be spent in all [default: the place's].", min=0)
    ] = None,
    years: Annotated[
        float | None, typer.Option(help="Planning period [default: the place's].", min=0.1, max=100)
    ] = None,
    yearly: Annotated[
        float | None, typer.Option(help="Most that may be paid out in one year; measures then begin by and by.", min=0)
    ] = None,
    fair: Annotated[
        float | None, typer.Option(help="Least share of its expected loss taken away everywhere.", min=0, max=1)
    ] = None,
    must: Annotated[list[str] | None, typer.Option(help="A measure that has to be in it; may be repeated.")] = None,
    development: Annotated[float | None, typer.Option(help="Least that the measures do for development.")] = None,
    previous: Annotated[
        Path | None, typer.Option(help="The plan before, as --json prints it: changes then have a price.")
    ] = None,
    aim: Annotated[
        Aim, typer.Option(help="What is made least: the expected loss, or that of the worst hundredth of years.")
    ] = Aim.EXPECTED,
    robust: Annotated[bool, typer.Option("--robust", help="Also choose plans over many futures.")] = False,
    futures: Annotated[int, typer.Option(help="How many futures --robust takes.", min=20, max=2000)] = 100,
    state: Annotated[Path | None, typer.Option(help="Folder of the state [default: PLACE/.forestall].")] = None,
    at: Annotated[str | None, typer.Option(help="Time, ISO 8601 [default: replay_at, or now].")] = None,
    seed: Annotated[int, typer.Option(help="Seed of simulation and futures.", min=0)] = 1,
    json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
) -> None:
    """Which measures to buy for a budget: the plan, its proof, what more would bring, and when it would change.

    Exit code 2 when no plan keeps all limits; the message says which limits fall short, and by how much.
    """
    from forestall.cli.plan_tables import as_json, show
    from forestall.cli.progress import Progress
    from forestall.core.clock import instant, now
    from forestall.pipeline import plan as pipeline
    from forestall.pipeline.plan import Asked, make_plan, previous_measures

    asked = Asked(
        budget, years, yearly, fair, tuple(must or ()), development,
        previous_measures(previous) if previous else None, robust, futures, pipeline.Aim(aim),
    )  # fmt: skip
    with Progress(quiet=json) as progress:
        result = make_plan(
            place, asked, state=state, at=instant(at) if at else None, now=now(), seed=seed, progress=progress.say
        )
    if json:
        print(jsonlib.dumps(as_json(result), indent=2, sort_keys=True, ensure_ascii=False))
    else:
        show(result)
