"""`forestall stix`: take the place's objects out as a STIX 2.1 bundle, bring bundles in, check them."""

import json as jsonlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forestall.core.errors import InputError
from forestall.model.label import Label
from forestall.model.words import Field

if TYPE_CHECKING:
    from forestall.model.exchange import Collection
    from forestall.pipeline.office import Office

stix = typer.Typer(help="STIX 2.1 bundles: out, in, checked.", no_args_is_help=True)

Place = Annotated[Path, typer.Argument(help="Folder that describes the place.", exists=True, file_okay=False)]
File = Annotated[Path, typer.Argument(help="A bundle or envelope.", exists=True, dir_okay=False)]
State = Annotated[str | None, typer.Option(help="Folder or URL of the state [default: PLACE/.forestall].")]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


@stix.callback()
def _bundles() -> None:
    """STIX 2.1 bundles: out, in, checked."""


@stix.command()
def export(
    place: Place,
    field: Annotated[
        list[Field] | None, typer.Option(help="Only of this field; again for more [default: all].")
    ] = None,
    most: Annotated[Label, typer.Option(help="The strictest label that goes out (TLP 2.0).")] = Label.GREEN,
    state: State = None,
    out: Annotated[Path | None, typer.Option(help="File to write [default: standard output].")] = None,
    at: Annotated[str | None, typer.Option(help="The present, ISO 8601 [default: of the last pass, else now].")] = None,
) -> None:
    """Write what the place and its last pass are as one bundle."""
    from forestall.core.clock import instant
    from forestall.pipeline.exchange_bundle import exported

    data = exported(place, state or str(place / ".forestall"), field, most, None if at is None else instant(at))
    if out is None:
        sys.stdout.buffer.write(data)
    else:
        out.write_bytes(data)


@stix.command(name="import")
def bring_in(
    file: File,
    place: Place,
    into: Annotated[str, typer.Option(help="Our collection: library, cyber-received, ….")] = "library",
    label: Annotated[Label, typer.Option(help="The least strict label of what it holds (TLP 2.0).")] = Label.CLEAR,
    state: State = None,
    json: Json = False,
) -> None:
    """Put the objects of a bundle into a collection; exit 1 when some were not kept."""
    from forestall.pipeline.exchange import Sender, take_in
    from forestall.pipeline.people import CONSOLE
    from forestall.standards.stix.read import objects

    things, collection = objects(file.read_bytes()), ours(into)
    with desk(place, state) as office:
        status = take_in(office, collection, Sender(CONSOLE, None, label), things)
    failed = [each for each in status.results if each.failure]
    told = {
        "objects": len(things),
        "kept": len(things) - len(failed),
        "not_kept": [{"id": each.id, "reason": each.failure} for each in failed],
    }
    if json:
        typer.echo(jsonlib.dumps(told, sort_keys=True))
    else:
        typer.echo(f"{told['kept']:,} of {len(things):,} objects are in {collection.alias}")
        for each in failed:
            typer.echo(f"{each.id or 'an object'}: {each.failure}", err=True)
    raise typer.Exit(1 if failed else 0)


@stix.command()
def check(file: File, json: Json = False) -> None:
    """Check a bundle against STIX 2.1: what every object must have, then its type; exit 1 when something is wrong."""
    from forestall.pipeline.exchange_bundle import checked

    count, remarks = checked(file.read_bytes())
    if json:
        typer.echo(jsonlib.dumps({"objects": count, "found": [{"path": p, "reason": r} for p, r in remarks]}))
    else:
        for path, reason in remarks:
            typer.echo(f"{file}: {path}: {reason}")
        typer.echo(f"{count:,} objects, {len(remarks):,} remarks", err=True)
    raise typer.Exit(1 if remarks else 0)


def ours(name: str) -> "Collection":
    """The collection that an option names, of those that are not written by a pass.

    Raises:
        InputError: there is none.
    """
    from forestall.model.exchange import CollectionKind
    from forestall.pipeline.exchange import COLLECTIONS, collection_of

    found = collection_of(name)
    if found is None or found.kind is CollectionKind.OWN:
        choices = ", ".join(each.alias for each in COLLECTIONS if each.kind is not CollectionKind.OWN)
        raise InputError(f"--into {name!r}: expected one of: {choices}")
    return found


@contextmanager
def desk(place: Path, state: str | None) -> "Iterator[Office]":
    """The state of a place, for changing."""
    from datetime import UTC, datetime

    from forestall.pipeline.office import office
    from forestall.place.load import load

    read = load(place)
    with office(state or str(place / ".forestall"), lambda: datetime.now(UTC), lambda: read) as found:
        yield found
