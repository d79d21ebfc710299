"""`forestall account`: who may sign in to the service, and what is granted to them. For whoever is at the machine."""

import json as jsonlib
from datetime import UTC, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forestall.model.account import Account, Action, Purpose, Role
from forestall.model.label import Label
from forestall.model.words import Field

if TYPE_CHECKING:
    from forestall.pipeline.accounts import Wanted

account = typer.Typer(
    help="Accounts of the service: who may sign in, and what is granted to them.", no_args_is_help=True
)

Place = Annotated[Path, typer.Argument(help="Folder that describes the place.", exists=True, file_okay=False)]
Name = Annotated[str, typer.Argument(help="Name to sign in with.", metavar="ID")]
State = Annotated[str | None, typer.Option(help="Folder or PostgreSQL URL of the state [default: PLACE/.forestall].")]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
Roles = Annotated[Role, typer.Option(help="What they may do.")]
Clearance = Annotated[Label, typer.Option(help="The strictest label they may see (TLP 2.0).")]
Fields = Annotated[
    list[Field] | None, typer.Option("--field", help="A field of security; again for more [default: all].")
]
Jurisdiction = Annotated[str | None, typer.Option(help="An authority, with all below it [default: the whole place].")]
Purposes = Annotated[
    list[Purpose] | None, typer.Option("--purpose", help="For what; again for more [default: operations].")
]
Days = Annotated[int | None, typer.Option(help="For how many days [default: no end].", min=1, max=3660)]
Reason = Annotated[str, typer.Option(help="Why.")]


@account.callback()
def _accounts() -> None:
    """Accounts of the service: who may sign in, and what is granted to them."""


@account.command()
def add(
    place: Place,
    name: Name,
    called: Annotated[str, typer.Option("--name", help="Name as people write it.")],
    role: Roles,
    clearance: Clearance = Label.GREEN,
    field: Fields = None,
    jurisdiction: Jurisdiction = None,
    purpose: Purposes = None,
    days: Days = None,
    office: Annotated[str | None, typer.Option(help="Their office [default: the place's sender].")] = None,
    issuer: Annotated[str | None, typer.Option(help="OpenID Connect service of their own office.")] = None,
    subject: Annotated[str | None, typer.Option(help="What that service calls them (`sub`).")] = None,
    reason: Reason = "granted with the account",
    state: State = None,
    json: Json = False,
) -> None:
    """Add an account, and print the link with which its owner signs in first."""
    from forestall.pipeline.accounts import add_account, invite
    from forestall.pipeline.people import CONSOLE
    from forestall.pipeline.place_people import people_of_place

    wanted = _wanted(role, clearance, field, jurisdiction, purpose, days, reason)
    with people_of_place(place, state) as people:
        new = Account(name, called, office or people.organisation, people.now(), issuer=issuer, subject=subject)
        grant = add_account(people, CONSOLE, new, wanted)
        link = f"/sign-in/link#{invite(people, CONSOLE, name)}"
    _say({"account": name, "grant": grant.id, "link": link}, f"{name} is added; first sign-in: {link}", json=json)


@account.command("list")
def list_accounts(place: Place, state: State = None, json: Json = False) -> None:
    """Show accounts, grants and tokens, never a secret."""
    from forestall.pipeline.accounts import overview
    from forestall.pipeline.place_people import people_of_place

    with people_of_place(place, state) as people:
        found = overview(people)
    lines = [line for each in found for line in (each.line, *each.grants, *each.tokens)]
    _say([each.document for each in found], "\n".join(lines) or "no accounts", json=json)


@account.command()
def grant(
    place: Place,
    name: Name,
    role: Roles,
    reason: Reason,
    clearance: Clearance = Label.GREEN,
    field: Fields = None,
    jurisdiction: Jurisdiction = None,
    purpose: Purposes = None,
    days: Days = None,
    state: State = None,
    json: Json = False,
) -> None:
    """Grant an account something more."""
    from forestall.pipeline.accounts import grant as give
    from forestall.pipeline.people import CONSOLE
    from forestall.pipeline.place_people import people_of_place

    wanted = _wanted(role, clearance, field, jurisdiction, purpose, days, reason)
    with people_of_place(place, state) as people:
        given = give(people, CONSOLE, name, wanted)
    _say({"grant": given.id}, f"grant {given.id}: {name} is {role}", json=json)


@account.command("end-grant")
def end_grant(
    place: Place, number: Annotated[int, typer.Argument(help="Number of the grant.", min=1)], state: State = None
) -> None:
    """End a grant now; that it was in force until now stays known."""
    from forestall.pipeline.accounts import end_grant as end
    from forestall.pipeline.people import CONSOLE
    from forestall.pipeline.place_people import people_of_place

    with people_of_place(place, state) as people:
        ended = end(people, CONSOLE, number)
    print(f"grant {number} of {ended.account} has ended")


@account.command()
def disable(place: Place, name: Name, state: State = None) -> None:
    """Let an account no longer sign in; its sessions, tokens and grants end."""
    from forestall.pipeline.accounts import disable as end
    from forestall.pipeline.people import CONSOLE
    from forestall.pipeline.place_people import people_of_place

    with people_of_place(place, state) as people:
        end(people, CONSOLE, name)
    print(f"{name} can no longer sign in")


@account.command()
def link(place: Place, name: Name, state: State = None) -> None:
    """Print a link with which somebody who lost their password signs in once."""
    from forestall.pipeline.accounts import invite
    from forestall.pipeline.people import CONSOLE
    from forestall.pipeline.place_people import people_of_place

    with people_of_place(place, state) as people:
        print(f"/sign-in/link#{invite(people, CONSOLE, name)}")


@account.command()
def token(
    place: Place,
    name: Name,
    scope: Annotated[list[Action], typer.Option(help="What it may be used for; again for more.")],
    called: Annotated[str, typer.Option("--name", help="What it is for.")] = "token",
    days: Annotated[int, typer.Option(help="For how many days.", min=1, max=366)] = 90,
    source: Annotated[str | None, typer.Option(help="The source that it sends as.")] = None,
    state: State = None,
    json: Json = False,
) -> None:
    """Make a token for a program; it is shown this once."""
    from forestall.pipeline.accounts import add_token
    from forestall.pipeline.people import CONSOLE
    from forestall.pipeline.place_people import people_of_place

    with people_of_place(place, state) as people:
        new = add_token(people, CONSOLE, name, called, frozenset(scope), days, source)
    _say({"id": new.id, "token": new.text}, new.text, json=json)


@account.command()
def revoke(
    place: Place,
    public: Annotated[str, typer.Argument(help="The token's public part.", metavar="TOKEN")],
    state: State = None,
) -> None:
    """End a token now."""
    from forestall.pipeline.accounts import revoke_token
    from forestall.pipeline.people import CONSOLE
    from forestall.pipeline.place_people import people_of_place

    with people_of_place(place, state) as people:
        revoke_token(people, CONSOLE, public)
    print(f"token {public} is revoked")


@account.command()
def readers(
    place: Place,
    signal: Annotated[int, typer.Argument(help="Number of the signal.", min=1)],
    at: Annotated[str, typer.Option(help="When, ISO 8601.")],
    state: State = None,
    json: Json = False,
) -> None:
    """Show who could see a signal at a time, with the label it had then."""
    from forestall.core.clock import instant
    from forestall.pipeline.place_people import people_of_place
    from forestall.pipeline.who_could import who_could_see_signal

    with people_of_place(place, state) as people:
        found = who_could_see_signal(people, signal, instant(at).astimezone(UTC))
    rows = [{"account": each.account, "organisation": each.organisation, "grants": list(each.grants)} for each in found]
    lines = [f"{each.account:<20} {each.organisation:<24} grants {', '.join(map(str, each.grants))}" for each in found]
    _say(rows, "\n".join(lines) or "nobody", json=json)


def _wanted(
    role: Role,
    clearance: Label,
    fields: list[Field] | None,
    jurisdiction: str | None,
    purposes: list[Purpose] | None,
    days: int | None,
    reason: str,
) -> "Wanted":
    from forestall.pipeline.accounts import Wanted

    return Wanted(
        role=role,
        clearance=clearance,
        fields=frozenset(fields) if fields else None,
        jurisdiction=jurisdiction,
        purposes=frozenset(purposes) if purposes else frozenset({Purpose.OPERATIONS}),
        life=None if days is None else timedelta(days=days),
        reason=reason,
    )


def _say(document: object, text: str, *, json: bool) -> None:
    print(jsonlib.dumps(document, indent=2, ensure_ascii=False) if json else text)
