"""`forestall run PLACE`: one pass through all seven stages."""

import json as jsonlib
from pathlib import Path
from typing import Annotated

import typer


def run(
    place: Annotated[Path, typer.Argument(help="Folder that describes the place.", exists=True, file_okay=False)],
    out: Annotated[
        Path | None, typer.Option(help="Folder for the outlook [default: PLACE/.forestall/outlook].")
    ] = None,
    state: Annotated[
        str | None, typer.Option(help="Folder or postgresql:// URL of the state [default: PLACE/.forestall].")
    ] = None,
    at: Annotated[str | None, typer.Option(help="Time of the pass, ISO 8601 [default: replay_at, or now].")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the simulation.", min=0)] = 1,
    json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Take a place through observe, detect, assess, prevent, warn and follow, and leave an outlook."""
    from forestall.cli.progress import Progress
    from forestall.core.clock import instant, now
    from forestall.pipeline.run import run_pass

    with Progress(quiet=json) as progress:
        result = run_pass(
            place,
            out=out,
            state=state,
            at=instant(at) if at else None,
            now=now(),
            seed=seed,
            progress=progress.say,
        )
    if json:
        print(jsonlib.dumps(result.summary, indent=2, sort_keys=True, ensure_ascii=False))
    else:
        from forestall.cli.briefing import show

        show(result)
