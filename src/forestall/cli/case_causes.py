"""`forestall case cause|measure|ranking|propose`: what lies at the root of cases, and what is done about it."""

from pathlib import Path
from typing import Annotated

import typer

from forestall.cli.case_options import Json, Place, State, desk, say, table
from forestall.core.errors import InputError
from forestall.model.words import Field


def cause(
    place: Place,
    title: Annotated[str, typer.Argument(help="What it is; the same title is the same cause.")],
    field: Annotated[Field, typer.Option(help="Field of security.")] = Field.SOCIAL,
    of: Annotated[list[str] | None, typer.Option(help="A case that has it; again for more.")] = None,
    method: Annotated[str, typer.Option(help="How it was found: five_whys, fault_tree or bow_tie.")] = "five_whys",
    analysis: Annotated[Path | None, typer.Option(help="File with the analysis, JSON.", dir_okay=False)] = None,
    state: State = None,
    json: Json = False,
) -> None:
    """Name a cause, give it to cases, keep how it was found."""
    from forestall.pipeline import case_causes, cases
    from forestall.pipeline.case_shown import cause_shown, structure_of
    from forestall.pipeline.people import CONSOLE

    read = None if analysis is None else structure_of(case_causes.method_named(method), _text(analysis))
    with desk(place, state) as at:
        named = case_causes.add_cause(at, CONSOLE, title, field)
        if read is not None:
            case_causes.analyse(at, CONSOLE, named.id, read)
        given = [cases.set_cause(at, CONSOLE, each, named.id) for each in of or ()]
    back = [each.recurrence_of for each in given if each.recurrence_of is not None]
    told = f"{named.id}: {named.title}" + (f"; it came back, opened again: {', '.join(back)}" if back else "")
    say({**cause_shown(named), "opened_again": back}, told, json=json)


def measure(
    place: Place,
    which: Annotated[
        str, typer.Argument(help="Id of the cause; with --withdraw that of the measure.", metavar="CAUSE")
    ],
    title: Annotated[str, typer.Option(help="What is to be done.")] = "",
    bearer: Annotated[str, typer.Option(help="The authority that owes it.")] = "",
    due: Annotated[str, typer.Option(help="By when, ISO 8601.")] = "",
    evidence: Annotated[str, typer.Option(help="What will show that it was done.")] = "report",
    of_place: Annotated[str | None, typer.Option("--measure", help="The measure of measures.csv that it is.")] = None,
    site: Annotated[str | None, typer.Option(help="The site it concerns.")] = None,
    withdraw: Annotated[str, typer.Option(help="Take a measure back, and why.", metavar="REASON")] = "",
    state: State = None,
    json: Json = False,
) -> None:
    """Decide what is to be done about a cause: an obligation of an authority."""
    from forestall.core.clock import instant
    from forestall.pipeline import case_causes
    from forestall.pipeline.case_shown import measure_shown
    from forestall.pipeline.people import CONSOLE

    with desk(place, state) as at:
        if withdraw:
            gone = case_causes.withdraw_measure(at, CONSOLE, which, withdraw)
            say(measure_shown(gone), f"{gone.id} is no longer owed", json=json)
            return
        if not (title and bearer and due):
            raise InputError("case measure: expected --title, --bearer and --due")
        wanted = case_causes.Wanted(title, bearer, instant(due), evidence, of_place, site)
        made = case_causes.add_measure(at, CONSOLE, which, wanted)
    say(measure_shown(made), f"{made.id}: {made.bearer} owes it by {made.due:%Y-%m-%d}", json=json)


def ranking(place: Place, state: State = None, json: Json = False) -> None:
    """Causes by cases, harm and how often what was settled came back, with 90 % intervals."""
    from forestall.pipeline import case_causes
    from forestall.pipeline.case_shown import standing_shown

    with desk(place, state) as at:
        rows = [standing_shown(each) for each in case_causes.ranked(at)]
    columns = ("cause", "title", "cases", "open", "harm", "closings", "returns", "return_rate", "low", "high", "points")
    table(rows, columns, json=json, empty="no causes")


def propose(
    place: Place,
    accept: Annotated[str, typer.Option(help="Say that the cases of a proposal have one cause.", metavar="ID")] = "",
    reject: Annotated[str, typer.Option(help="Say that they have not.", metavar="ID")] = "",
    title: Annotated[str, typer.Option(help="With --accept: what the cause is.")] = "",
    without: Annotated[list[str] | None, typer.Option(help="With --accept: a case that does not belong.")] = None,
    state: State = None,
    json: Json = False,
) -> None:
    """Look for shared causes in what the cases say; or decide on a proposal."""
    from forestall.pipeline import case_causes
    from forestall.pipeline.case_shown import cause_shown, proposal_shown
    from forestall.pipeline.people import CONSOLE

    if accept and reject:
        raise InputError("case propose: expected --accept or --reject")
    with desk(place, state) as at:
        if accept:
            made = case_causes.accept(at, CONSOLE, accept, title, without=frozenset(without or ()))
            say(cause_shown(made), f"{made.id}: {made.title}", json=json)
        elif reject:
            gone = case_causes.reject(at, CONSOLE, reject)
            say(proposal_shown(gone), f"{gone.id} will not be proposed again", json=json)
        else:
            rows = [proposal_shown(each) for each in case_causes.propose(at)]
            for row, found in zip(rows, [each["cases"] for each in rows], strict=True):
                row["size"] = len(found) if isinstance(found, list) else 0
            table(rows, ("id", "size", "silhouette", "terms", "cause"), json=json, empty="nothing to propose")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text") from error
