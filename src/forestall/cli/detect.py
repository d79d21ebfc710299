"""`forestall detect PATH...`: Sigma rules over files of logs."""

import json as jsonlib
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from forestall.pipeline.detect import Search, Sought


class Engine(StrEnum):
    """Who reads and matches."""

    LOCAL = "local"
    SPARK = "spark"


def detect(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders of logs, of any kind.", metavar="PATH...")],
    out: Annotated[Path, typer.Option(help="Folder for what is found.")],
    rules: Annotated[
        list[Path] | None, typer.Option(help="Folder or file of Sigma rules; may be given more than once.")
    ] = None,
    place: Annotated[
        Path | None, typer.Option(help="Folder of a place: its rules, sites, suppressions and door.", file_okay=False)
    ] = None,
    suppress: Annotated[Path | None, typer.Option(help="File of suppressions, TOML or CSV.", dir_okay=False)] = None,
    pseudonymise: Annotated[
        bool, typer.Option("--pseudonymise", help="Replace persons in the evidence, without a place.")
    ] = False,
    ocsf: Annotated[bool, typer.Option("--ocsf", help="Also write findings.ocsf.jsonl.")] = False,
    stix: Annotated[bool, typer.Option("--stix", help="Also write findings.stix.json.")] = False,
    at: Annotated[str | None, typer.Option(help="Time of the run, ISO 8601 [default: now].")] = None,
    engine: Annotated[Engine, typer.Option(help="Who reads and matches: this process, or a Spark cluster.")] = (
        Engine.LOCAL
    ),
    master: Annotated[
        str | None, typer.Option(help="The cluster, as Spark names it, with --engine spark [default: local[*]].")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Run Sigma rules over logs: EVTX, JSON, Parquet, CSV, syslog, auditd, Zeek; plain, .gz, .zst or .zip.

    Exit code 1 when some of the input could not be read; refused rules are listed and stop nothing.
    """
    os.environ.setdefault("MIMALLOC_PURGE_DELAY", "10000")  # [ms]; memory given back between batches is asked for again
    from forestall.cli.progress import Progress
    from forestall.core.clock import instant, now
    from forestall.core.errors import InputError
    from forestall.pipeline.detect import run_detect
    from forestall.pipeline.detect_job import job_of
    from forestall.pipeline.detect_report import leave

    if master and engine is not Engine.SPARK:
        raise InputError("--master names a Spark cluster; it goes with --engine spark")
    moment = instant(at) if at else now()
    with Progress(quiet=json) as progress:
        job, sender = job_of(
            tuple(paths), tuple(rules or ()), out, moment, place=place, suppress=suppress, pseudonymise=pseudonymise,
            ocsf=ocsf,
        )  # fmt: skip
        done = run_detect(job, progress.say, _search(engine, master))
        progress.say("writing the report")
        leave(job, done, sender=sender, stix=stix)
    if json:
        print(jsonlib.dumps(done.summary(), indent=2, ensure_ascii=False))
    else:
        from forestall.cli.detections import show

        show(job, done)
    if done.skipped:
        raise typer.Exit(1)


def _search(engine: Engine, master: str | None) -> "Callable[[Sought, Callable[[str], None]], Search] | None":
    """None: this process."""
    if engine is Engine.LOCAL:
        return None
    from forestall.pipeline.detect_spark import on_spark

    return on_spark(master or "local[*]")
