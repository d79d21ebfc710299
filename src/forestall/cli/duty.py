"""`forestall duty`: what is owed, the evidence for it, what is said of that, and what is late."""

import json as jsonlib
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forestall.core.errors import InputError

if TYPE_CHECKING:
    from forestall.model.duty import Obligation
    from forestall.pipeline.office import Office

duty = typer.Typer(help="What is owed, the evidence for it, and what is late.", no_args_is_help=True)

Place = Annotated[Path, typer.Argument(help="Folder that describes the place.", exists=True, file_okay=False)]
State = Annotated[str | None, typer.Option(help="Folder or PostgreSQL URL of the state [default: PLACE/.forestall].")]
By = Annotated[
    str | None, typer.Option(help="The account in whose name it is done [default: console, whoever is here].")
]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


@duty.callback()
def _duties() -> None:
    """What is owed, the evidence for it, what is said of that, and what is late."""


@duty.command("list")
def list_(
    place: Place,
    bearer: Annotated[str | None, typer.Option(help="Only what this authority, and those below it, owe.")] = None,
    settled: Annotated[bool, typer.Option("--all", help="Also what was settled long since.")] = False,
    state: State = None,
    json: Json = False,
) -> None:
    """Show what is owed, by due time."""
    from forestall.cli.duty_tables import document, table
    from forestall.pipeline.duties import all_owed, within

    with _office(place, state) as office, office.looking() as session:
        found = within(office.place(), all_owed(session, settled=settled), bearer)
    print(jsonlib.dumps([document(each) for each in found], indent=2, ensure_ascii=False) if json else table(found))


@duty.command()
def show(
    place: Place,
    obligation: Annotated[str, typer.Argument(help="Its id.")],
    state: State = None,
    json: Json = False,
) -> None:
    """Show one obligation with all evidence and verdicts on it."""
    from forestall.cli.duty_tables import given_document, given_lines
    from forestall.pipeline.duties import given_for, one_owed

    with _office(place, state) as office, office.looking() as session:
        found, given = one_owed(session, obligation), given_for(session, obligation)
    print(
        jsonlib.dumps(given_document(found, given), indent=2, ensure_ascii=False) if json else given_lines(found, given)
    )


@duty.command()
def evidence(
    place: Place,
    obligation: Annotated[str, typer.Argument(help="For which obligation.")],
    title: Annotated[str, typer.Option(help="What it is, in a line; no names.")],
    effective: Annotated[str, typer.Option(help="When that was done which it shows: a local day, or a time.")],
    file: Annotated[Path | None, typer.Option(help="The file.", exists=True, dir_okay=False)] = None,
    valid_until: Annotated[str | None, typer.Option(help="The last local day, or the time, until it holds.")] = None,
    by: By = None,
    state: State = None,
    json: Json = False,
) -> None:
    """Give evidence that something was done; somebody else has to judge it."""
    from forestall.pipeline.duties import MOST_BYTES, Sent, give_evidence

    if file is not None and file.stat().st_size > MOST_BYTES:
        raise InputError(f"{file}: {file.stat().st_size:,} bytes, expected at most {MOST_BYTES:,}")
    body = b"" if file is None else file.read_bytes()
    media = mimetypes.guess_type(file.name)[0] or "application/octet-stream" if file is not None else ""
    sent = Sent(obligation, title, effective, valid_until, body, media)
    with _office(place, state) as office:
        kept, now = give_evidence(office, _who(office, by), sent)
    _say({"evidence": kept.id, "sha256": kept.sha256 or None}, f"evidence {kept.id}", now, json=json)


@duty.command()
def verdict(
    place: Place,
    evidence: Annotated[str, typer.Argument(help="On which evidence.")],
    reason: Annotated[str, typer.Option(help="Why; no names.")],
    enough: Annotated[bool, typer.Option("--enough/--not-enough", help="Whether it shows what is owed.")],
    by: By = None,
    state: State = None,
    json: Json = False,
) -> None:
    """Say whether evidence that somebody else gave is enough."""
    from forestall.pipeline.duties import give_verdict

    with _office(place, state) as office:
        made, now = give_verdict(office, _who(office, by), evidence, reason, enough=enough)
    word = "enough" if made.enough else "not enough"
    _say({"evidence": evidence, "enough": made.enough}, f"evidence {evidence}: {word}", now, json=json)


@duty.command()
def report(
    place: Place,
    top: Annotated[str | None, typer.Option("--bearer", help="Only this authority and those below it.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write what is late to this file.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Exit code 1 when something is late.")] = False,
    state: State = None,
    json: Json = False,
) -> None:
    """Roll up what is owed by authority: what is late, since when, why, and to whom it was passed."""
    from forestall.cli.duty_tables import report_lines
    from forestall.pipeline.duties import known_authority
    from forestall.pipeline.duty_report import as_csv, as_json, reported

    with _office(place, state) as office:
        found = reported(office, known_authority(office.place(), top))
    if csv is not None:
        csv.write_bytes(as_csv(found))
    print(jsonlib.dumps(as_json(found), indent=2, ensure_ascii=False) if json else report_lines(found))
    if check and found.late:
        raise typer.Exit(1)


@duty.command()
def templates(
    name: Annotated[str | None, typer.Argument(help="Print this one as rows for a place.")] = None,
    bearer: Annotated[str, typer.Option(help="The authority that owes it.")] = "BEARER",
    start: Annotated[str, typer.Option(help="The first due day of a duty of the calendar.")] = "YYYY-MM-DD",
    json: Json = False,
) -> None:
    """Show known clocks, or one as rows for `norms.csv` and `duties.csv`."""
    from forestall.pipeline.duty_templates import as_rows, templates

    if name is not None:
        norm, row = as_rows(name, bearer, start)
        print(
            jsonlib.dumps({"norms.csv": norm, "duties.csv": row}) if json else f"norms.csv\n{norm}\nduties.csv\n{row}"
        )
        return
    if json:
        print(jsonlib.dumps([{**one.duty, "clause": one.clause} for one in templates()], indent=2, ensure_ascii=False))
        return
    for one in templates():
        print(f"{one.duty['id']:<24} {one.duty['title']}\n{'':<24} {one.clock}\n{'':<24} {one.clause}")


@contextmanager
def _office(root: Path, state: str | None) -> "Iterator[Office]":
    from forestall.core.clock import now
    from forestall.pipeline.office import office
    from forestall.place.load import load

    place = load(root)
    with office(state or root / ".forestall", now, lambda: place) as found:
        yield found


def _who(office: "Office", by: str | None) -> str:
    from forestall.pipeline.duties import known_account

    return known_account(office, by)


def _say(document: dict[str, object], line: str, now: "Obligation", *, json: bool) -> None:
    more = {"obligation": now.id, "state": str(now.state), "proof": str(now.proof)}
    print(jsonlib.dumps({**document, **more}) if json else f"{line}\n{now.id}: {now.state}, evidence {now.proof}")
