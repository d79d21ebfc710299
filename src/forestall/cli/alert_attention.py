"""`forestall alert acknowledge|silence|silences|end`: who sees to an alert, and for which nobody is called."""

import json as jsonlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forestall.core.errors import InputError
from forestall.model.words import Field

if TYPE_CHECKING:
    from forestall.model.steadiness import Acknowledgement, Silence
    from forestall.pipeline.office import Office

app = typer.Typer(help="Who sees to an alert, and for which nobody is called.", no_args_is_help=True)

Place = Annotated[Path, typer.Argument(help="Folder that describes the place.", exists=True, file_okay=False)]
State = Annotated[str | None, typer.Option(help="Folder or PostgreSQL URL of the state [default: PLACE/.forestall].")]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
Why = Annotated[str, typer.Option(help="Why, or what is done about it.")]
Until = Annotated[str | None, typer.Option(help="Until when, ISO 8601.")]
Hours = Annotated[float | None, typer.Option(help="For how many hours, instead of --until.", min=0.01, max=2160)]
Pattern = "`*` and `?` allowed"


@app.callback()
def _attention() -> None:
    """Who sees to an alert, and for which nobody is called."""


@app.command()
def acknowledge(
    place: Place,
    alert: Annotated[str, typer.Argument(help="Subject or identifier of an alert in force.")],
    why: Why,
    until: Until = None,
    hours: Hours = None,
    state: State = None,
    json: Json = False,
) -> None:
    """See to an alert: nobody else is called for it while it is no more severe than now."""
    from forestall.pipeline.attention import acknowledge as see_to
    from forestall.pipeline.people import CONSOLE

    with _office(place, state) as office:
        new = see_to(office, CONSOLE, alert, why, _end(office.now(), until, hours))
    _say(new, f"{new.subject} is acknowledged ({new.id})", json=json)


@app.command()
def silence(
    place: Place,
    why: Why,
    subject: Annotated[str, typer.Option(help=f"Pattern of the alerts' subjects, {Pattern}.")] = "*",
    rule: Annotated[str, typer.Option(help=f"Pattern of the rule, indicator or scenario, {Pattern}.")] = "*",
    site: Annotated[str, typer.Option(help=f"Pattern of the site, {Pattern}.")] = "*",
    field: Annotated[Field | None, typer.Option(help="Field of security.")] = None,
    jurisdiction: Annotated[str | None, typer.Option(help="An authority, with all below it.")] = None,
    severity: Annotated[
        str | None,
        typer.Option(help="Highest severity to keep quiet [default: of the alerts in force that are meant]."),
    ] = None,
    until: Until = None,
    hours: Hours = None,
    state: State = None,
    json: Json = False,
) -> None:
    """Call nobody for some alerts until a time; they stay to be seen."""
    from forestall.model.steadiness import Matcher
    from forestall.pipeline.attention import Wanted
    from forestall.pipeline.attention import silence as keep_quiet
    from forestall.pipeline.people import CONSOLE

    matcher = Matcher(subject, rule, site, field, (jurisdiction,) if jurisdiction else ())
    with _office(place, state) as office:
        end_at = _end(office.now(), until, hours)
        if end_at is None:
            raise InputError("silence: expected --until or --hours: every silence ends")
        new = keep_quiet(office, CONSOLE, Wanted(matcher, why, end_at, severity))
    _say(
        new,
        f"{new.matcher.text()}: silenced up to {new.severity} until {new.until.isoformat()} ({new.id})",
        json=json,
    )


@app.command()
def silences(
    place: Place,
    soon: Annotated[
        float | None, typer.Option(help="Only what lapses within so many hours.", min=0.01, max=2160)
    ] = None,
    state: State = None,
    json: Json = False,
) -> None:
    """Show silences and acknowledgements in force, the one that lapses first comes first."""
    from datetime import timedelta

    from forestall.pipeline.attention import SOON, overview

    with _office(place, state) as office:
        found = overview(office, SOON if soon is None else timedelta(hours=soon))
    held: list[Acknowledgement | Silence] = [*found.silences, *found.acknowledgements]
    held = list(found.lapsing) if soon is not None else held
    _say(held, "\n".join(_line(each) for each in held) or "nothing is silenced or acknowledged", json=json)


@app.command()
def end(
    place: Place,
    id_: Annotated[str, typer.Argument(help="Its id.", metavar="ID")],
    state: State = None,
    json: Json = False,
) -> None:
    """End a silence, or take an acknowledgement back, now."""
    from forestall.pipeline.attention import end as end_now
    from forestall.pipeline.people import CONSOLE

    with _office(place, state) as office:
        over = end_now(office, CONSOLE, id_)
    _say(over, f"{over.id} has ended", json=json)


@contextmanager
def _office(root: Path, state: str | None) -> "Iterator[Office]":
    from forestall.core.clock import now
    from forestall.pipeline.office import office
    from forestall.place.load import load

    place = load(root)
    with office(state or root / ".forestall", now, lambda: place) as found:
        yield found


def _end(at: datetime, until: str | None, hours: float | None) -> datetime | None:
    from datetime import timedelta

    from forestall.core.clock import instant

    if until is not None and hours is not None:
        raise InputError("--until, --hours: expected one of them")
    if hours is not None:
        return at + timedelta(hours=hours)
    return None if until is None else instant(until)


def _line(what: "Acknowledgement | Silence") -> str:
    from forestall.core.clock import iso
    from forestall.model.steadiness import Silence

    until = "until it closes" if what.until is None else f"until {iso(what.until)}"
    kind, about = ("silence", what.matcher.text()) if isinstance(what, Silence) else ("acknowledged", what.subject)
    return f"{what.id}  {kind:<12} {until:<27} up to {what.severity:<8} {about}  by {what.by}: {what.why}"


def _say(found: "Acknowledgement | Silence | list[Acknowledgement | Silence]", text: str, *, json: bool) -> None:
    if not json:
        print(text)
        return
    from pydantic_core import to_jsonable_python

    print(jsonlib.dumps(to_jsonable_python(found), indent=2, ensure_ascii=False))
