"""`forestall case`: disputes, complaints, near misses and accidents, and what lies at their root."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from forestall.cli.case_causes import cause, measure, propose, ranking
from forestall.cli.case_options import Json, Place, State, Which, desk, say, table
from forestall.core.errors import InputError
from forestall.model.case import CaseState

case = typer.Typer(
    help="Disputes, complaints, near misses and accidents, and what lies at their root.", no_args_is_help=True
)


@case.callback()
def _cases() -> None:
    """Disputes, complaints, near misses and accidents, and what lies at their root."""


@case.command()
def report(
    place: Place,
    kind: Annotated[str, typer.Option("--type", help="Code of its type: those of case_types.csv.")],
    text: Annotated[str, typer.Option(help="What happened; no names.")],
    lon: Annotated[float | None, typer.Option(help="Longitude [deg].")] = None,
    lat: Annotated[float | None, typer.Option(help="Latitude [deg].")] = None,
    site: Annotated[str | None, typer.Option(help="The site it concerns.")] = None,
    jurisdiction: Annotated[str | None, typer.Option(help="The authority it concerns.")] = None,
    happened: Annotated[str | None, typer.Option(help="When, ISO 8601 [default: now].")] = None,
    harm: Annotated[float, typer.Option(help="People hurt.")] = 0.0,
    contact: Annotated[str, typer.Option(help="How who reports can be reached; sealed apart.")] = "",
    name: Annotated[list[str] | None, typer.Option(help="Name to take out of the text; not kept.")] = None,
    same_as: Annotated[str | None, typer.Option(help="The case that it is another report of.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only show cases that may be the same; exit 1 when any.")
    ] = False,
    state: State = None,
    json: Json = False,
) -> None:
    """Take in a report; the token printed with it lets who reported follow and confirm."""
    from forestall.core.clock import instant
    from forestall.model.case import Channel
    from forestall.pipeline.case_intake import Told, suggest
    from forestall.pipeline.case_intake import report as take_in
    from forestall.pipeline.case_shown import case_shown, suggestion_shown
    from forestall.pipeline.people import CONSOLE

    told = Told(
        kind,
        text,
        None if happened is None else instant(happened),
        lon,
        lat,
        site,
        jurisdiction,
        harm=harm,
        names=tuple(name or ()),
        contact=contact,
        same_as=same_as,
    )
    with desk(place, state) as at:
        if check:
            found = [suggestion_shown(each) for each in suggest(at, told)]
            table(found, ("case", "state", "score", "metres", "happened"), json=json, empty="nothing like it is known")
            if found:
                raise typer.Exit(1)
            return
        taken = take_in(at, CONSOLE, told, Channel.CONSOLE)
    shown: dict[str, object] = {"report": taken.report, "token": taken.token, "case": case_shown(taken.case)}
    say(shown, f"{taken.case.id}, at {taken.case.jurisdiction}; token for who reported: {taken.token}", json=json)


@case.command("list")
def list_cases(
    place: Place,
    in_state: Annotated[CaseState | None, typer.Option("--in", help="Only those in this state.")] = None,
    cause: Annotated[str | None, typer.Option(help="Only those of this cause.")] = None,
    state: State = None,
    json: Json = False,
) -> None:
    """List cases, the one that changed last first."""
    from forestall.pipeline.case_shown import case_shown
    from forestall.pipeline.cases import all_cases

    with desk(place, state) as at:
        found = [
            each
            for each in sorted(all_cases(at), key=lambda one: (one.changed, one.id), reverse=True)
            if in_state in (None, each.state) and cause in (None, each.cause)
        ]
    shown = [case_shown(each) for each in found]
    table(shown, ("id", "kind", "state", "jurisdiction", "site", "received", "text"), json=json, empty="no cases")


@case.command()
def show(place: Place, which: Which, state: State = None, json: Json = False) -> None:
    """Show a case and all reports of it."""
    from forestall.pipeline.case_shown import case_shown, report_shown
    from forestall.pipeline.cases import whole

    with desk(place, state) as at:
        found = whole(at, which)
    shown, reports = case_shown(found.case), [report_shown(each) for each in found.reports]
    lines = [f"{name:<14}{value}" for name, value in shown.items() if value not in (None, "", 0)]
    lines += [f"report        {each['received']} by {each['channel']}: {each['text']}" for each in reports]
    say({**shown, "reports": reports}, "\n".join(lines), json=json)


@case.command()
def merge(
    place: Place,
    which: Which,
    into: Annotated[str, typer.Argument(help="The case of which it is a part.", metavar="INTO")],
    state: State = None,
    json: Json = False,
) -> None:
    """Make a case part of another, which has its reports from then on."""
    from forestall.pipeline import cases
    from forestall.pipeline.case_shown import case_shown
    from forestall.pipeline.people import CONSOLE

    with desk(place, state) as at:
        kept = cases.merge(at, CONSOLE, which, into)
    say(case_shown(kept), f"{which} is part of {kept.id}", json=json)


@case.command()
def close(
    place: Place,
    which: Which,
    outcome: Annotated[str, typer.Option(help="How it was settled.")] = "",
    evidence: Annotated[
        Path | None, typer.Option(help="File that shows it; its SHA-256 is kept.", dir_okay=False)
    ] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="Confirm what an account answered.")] = False,
    token: Annotated[str, typer.Option(help="Confirm with the token of who reported.")] = "",
    state: State = None,
    json: Json = False,
) -> None:
    """Answer a case with outcome and evidence; or confirm the answer, which closes it."""
    from forestall.pipeline import cases
    from forestall.pipeline.case_shown import case_shown
    from forestall.pipeline.people import CONSOLE

    if bool(outcome or evidence) + confirm + bool(token) != 1:
        raise InputError("case close: expected --outcome with --evidence, or --confirm, or --token")
    with desk(place, state) as at:
        if token:
            if cases.case_of_token(at, token).id != cases.standing(at, which).id:
                raise InputError(f"token: belongs to another case than {which}")
            done = cases.confirm_with_token(at, token)
        elif confirm:
            done = cases.confirm(at, CONSOLE, which)
        else:
            done = cases.answer(at, CONSOLE, which, outcome, _digest(evidence))
    say(case_shown(done), f"{done.id} is {done.state}", json=json)


@case.command()
def reopen(
    place: Place,
    which: Which,
    reason: Annotated[str, typer.Option(help="Why.")],
    state: State = None,
    json: Json = False,
) -> None:
    """Open an answered or closed case again."""
    from forestall.pipeline import cases
    from forestall.pipeline.case_shown import case_shown
    from forestall.pipeline.people import CONSOLE

    with desk(place, state) as at:
        opened = cases.reopen(at, CONSOLE, which, reason)
    say(case_shown(opened), f"{opened.id} is open again", json=json)


@case.command("import")
def import_table(
    place: Place,
    file: Annotated[Path, typer.Argument(help="Table of reports, CSV UTF-8.", exists=True, dir_okay=False)],
    state: State = None,
    json: Json = False,
) -> None:
    """Take in a table of reports: all of it, or nothing and every mistake is told."""
    from forestall.pipeline.case_csv import import_csv
    from forestall.pipeline.people import CONSOLE

    with desk(place, state) as at:
        done = import_csv(at, CONSOLE, file)
    known = len(done.taken) - done.new
    rows = [{"report": each.report, "case": each.case.id, "token": each.token} for each in done.taken]
    say({"new": done.new, "known": known, "reports": rows}, f"{done.new} new, {known} known before", json=json)


@case.command()
def counts(
    place: Place,
    month: Annotated[datetime, typer.Option(help="Which month, YYYY-MM.", formats=["%Y-%m"])],
    by: Annotated[str, typer.Option(help="Rows: jurisdiction, type or state.")] = "jurisdiction",
    state: State = None,
    json: Json = False,
) -> None:
    """Count the cases of a full month; counts below 5 are withheld, so that the table may leave the office."""
    from forestall.pipeline.case_counts import month_counts

    with desk(place, state) as at:
        found = month_counts(at, month.year, month.month, by)
    rows: list[dict[str, object]] = [
        {by: name, "cases": "withheld" if count is None else count} for name, count in found.counts
    ]
    if json:
        say({"counts": dict(found.counts), "total": found.total}, "", json=True)
        return
    table(rows, (by, "cases"), json=False, empty="no cases")
    say({}, f"total {'withheld' if found.total is None else found.total}", json=False)


def _digest(evidence: Path | None) -> str:
    from hashlib import sha256

    if evidence is None:
        raise InputError("--evidence: expected the file that shows it")
    try:
        with evidence.open("rb") as file:
            digest = sha256()
            while part := file.read(1 << 20):
                digest.update(part)
            return digest.hexdigest()
    except OSError as error:
        raise InputError(f"{evidence}: cannot be read: {error.strerror}") from error


case.command()(cause)
case.command()(measure)
case.command()(ranking)
case.command()(propose)
