"""`forestall detect PATH...`: Sigma rules over files of logs."""

import json as jsonlib
from pathlib import Path
from typing import Annotated

import typer


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
    json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Run Sigma rules over logs: EVTX, JSON, Parquet, CSV, syslog, auditd, Zeek; plain, .gz, .zst or .zip.

    Exit code 1 when some of the input could not be read; refused rules are listed and stop nothing.
    """
    from forestall.cli.progress import Progress
    from forestall.core.clock import instant, now
    from forestall.pipeline.detect import run_detect
    from forestall.pipeline.detect_job import job_of
    from forestall.pipeline.detect_report import leave

    moment = instant(at) if at else now()
    with Progress(quiet=json) as progress:
        job, sender = job_of(
            tuple(paths), tuple(rules or ()), out, moment, place=place, suppress=suppress, pseudonymise=pseudonymise,
            ocsf=ocsf,
        )  # fmt: skip
        done = run_detect(job, progress.say)
        progress.say("writing the report")
        leave(job, done, sender=sender, stix=stix)
    if json:
        print(jsonlib.dumps(done.summary(), indent=2, ensure_ascii=False))
    else:
        from forestall.cli.detections import show

        show(job, done)
    if done.skipped:
        raise typer.Exit(1)
