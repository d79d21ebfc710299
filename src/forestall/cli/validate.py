"""`forestall validate`: our relations held against published worked cases."""

import csv
import json as jsonlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forestall.core.errors import InputError

if TYPE_CHECKING:
    from forestall.science.chemical.cases.run import Checked, Outcome

validate = typer.Typer(help="Our relations against published worked cases.", no_args_is_help=True)

SHARED = Path("../shared/data/chemical")  # where the trials lie beside a working copy
LARGEST = 50_000_000  # bytes of a file of cases


@validate.callback()
def _validate() -> None:
    """Our relations against published worked cases."""


@validate.command()
def chemical(
    cases: Annotated[Path, typer.Option("--cases", help="JSON file of worked cases.", exists=True, dir_okay=False)],
    json: Annotated[bool, typer.Option("--json", help="Print a list of {id, ok, expected, got, ...}.")] = False,
    data: Annotated[
        Path | None, typer.Option("--data", help="Folder of field trials; else it is looked for.", file_okay=False)
    ] = None,
) -> None:
    """Run worked cases of releases, dispersion, fire, explosion, harm and risk.

    A case whose model is not known counts as failed and says so. Exit code 1 when a case fails, 2 on wrong use.
    Tables of field trials are looked for in --data, beside the file, in ../data/chemical from it and in
    ../shared/data/chemical.
    """
    from forestall.science.chemical.cases.case import read
    from forestall.science.chemical.cases.field_trials import Trials
    from forestall.science.chemical.cases.models import MODELS
    from forestall.science.chemical.cases.run import run

    try:
        models = {**MODELS, **Trials(_tables(cases, data)).models()}
        outcomes = run(read(_parsed(cases)), models)
    except InputError as error:
        raise InputError(f"{cases}: {error}") from error
    if json:
        typer.echo(jsonlib.dumps([_row(one) for one in outcomes], indent=2, ensure_ascii=False, allow_nan=False))
    else:
        for one in outcomes:
            typer.echo("\n".join(_lines(one)))
        typer.echo("\n".join(_summary(outcomes)))
    if not all(one.ok for one in outcomes):
        raise typer.Exit(1)


def _tables(cases: Path, data: Path | None) -> dict[str, list[dict[str, str]]]:
    """The tables of field trials that are found, by file name."""
    from forestall.science.chemical.cases.field_trials import ARCS, MET

    beside = cases.resolve().parent
    folders = [data] if data else [beside, beside.parent / "data" / "chemical", SHARED]
    found = {}
    for name in (ARCS, MET):
        path = next((folder / name for folder in folders if (folder / name).is_file()), None)
        if path is not None:
            with path.open(encoding="utf-8", newline="") as lines:
                found[name] = list(csv.DictReader(lines))
    return found


def _parsed(path: Path) -> object:
    if path.stat().st_size > LARGEST:
        raise InputError(f"larger than {LARGEST} bytes")
    try:
        document: object = jsonlib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"expected JSON: {error}") from error
    return document


def _row(one: "Outcome") -> dict[str, object]:
    outputs = {check.name: _output(check) for check in one.outputs}
    return {
        "id": one.id,
        "ok": one.ok,
        "group": one.group,
        "model": one.model,
        "certainty": one.certainty,
        "reason": one.reason,
        "expected": {name: value["expected"] for name, value in outputs.items()},
        "got": {name: value["got"] for name, value in outputs.items()},
        "ratio": {name: value["ratio"] for name, value in outputs.items()},
        "inside": {name: value["inside"] for name, value in outputs.items()},
        "unit": {check.name: check.unit for check in one.outputs},
    }


def _output(check: "Checked") -> dict[str, object]:
    return {"expected": check.expected, "got": check.got, "ratio": check.ratio, "inside": check.inside}


def _lines(one: "Outcome") -> list[str]:
    lines = [f"{'ok    ' if one.ok else 'FAILED'} {one.id}{f': {one.reason}' if one.reason else ''}"]
    for check in one.outputs:
        ratio = "" if check.ratio is None else f"  ratio {check.ratio:.4g}"
        inside = {True: "inside", False: "OUTSIDE", None: "no tolerance"}[check.inside]
        expected, got = _shown(check.expected), _shown(check.got)
        lines.append(f"         {check.name} [{check.unit}]  expected {expected}  got {got}{ratio}  {inside}")
    return lines


def _shown(value: "float | str | tuple[float, ...] | None") -> str:
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return value
    numbers = value if isinstance(value, tuple) else (value,)
    return ", ".join(f"{number:.6g}" for number in numbers)


def _summary(outcomes: "Sequence[Outcome]") -> list[str]:
    """How many of each certainty are inside their tolerance."""
    lines = [""]
    for certainty in sorted({one.certainty for one in outcomes}):
        rows = [one for one in outcomes if one.certainty == certainty]
        good = sum(one.ok for one in rows)
        lines.append(f"{certainty:<10} {good} of {len(rows)} inside tolerance ({good / len(rows):.0%})")
    unknown = sorted({f"{one.group}/{one.model}" for one in outcomes if one.reason.startswith("no model is known")})
    lines += [f"not known  {key}" for key in unknown]
    return lines
