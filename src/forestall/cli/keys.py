"""`forestall keys`: the master keys under which the quarantine, one-time codes and the lake are sealed."""

import json as jsonlib
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from forestall.core.errors import InputError

keys = typer.Typer(help="The master keys that seal what is stored.", no_args_is_help=True)

State = Annotated[str, typer.Option(help="Folder of the state, the place it belongs to, or a postgresql:// URL.")]
KeyFile = Annotated[
    Path | None,
    typer.Option(envvar="FORESTALL_KEY_FILE", help="File of master keys [default: master.keys in the state folder]."),
]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


@keys.command("list")
def list_(state: State, key_file: KeyFile = None, json: Json = False) -> None:
    """Name each master key, and how many envelopes need it; never the keys themselves."""
    from forestall.pipeline.keyring import uses

    where, file = _at(state, key_file)
    found = uses(where, file)
    _show(found if json else {name: f"{count:,} envelopes" for name, count in found.items()}, json=json)


@keys.command()
def rotate(state: State, key_file: KeyFile = None, json: Json = False) -> None:
    """Make a new master key and put everything under it; no file of the lake is written anew."""
    from forestall.pipeline.keyring import rotate as turn

    done = turn(*_at(state, key_file), datetime.now(UTC))
    _show({"current": done.current, "old": list(done.names[:-1]), "resealed": done.resealed}, json=json)


@keys.command()
def retire(name: str, state: State, key_file: KeyFile = None, json: Json = False) -> None:
    """Take away an old master key that nothing needs any more; backups under it can then not be opened."""
    from forestall.pipeline.keyring import retire as take_away

    ring = take_away(*_at(state, key_file), name, datetime.now(UTC))
    _show({"retired": name, "left": list(ring.names)}, json=json)


@keys.command()
def shred(
    unit: Annotated[str, typer.Argument(help="DATASET/LABEL/DAY/SOURCE")],
    reason: Annotated[str, typer.Option(help="Why; it goes into the ledger.")],
    state: State,
    key_file: KeyFile = None,
    json: Json = False,
) -> None:
    """Destroy the key of a unit of the lake: no copy of its files can be read any more."""
    from forestall.pipeline.keyring import shred as destroy

    where, file = _at(state, key_file)
    destroy(where, file, unit, reason, datetime.now(UTC))
    _show({"shredded": unit, "reason": reason}, json=json)


def _at(state: str, key_file: Path | None) -> tuple[Path | str, Path]:
    """Where the state is, and the file of its master keys."""
    from forestall.cli.ledger_options import state_of
    from forestall.pipeline.master_keys import master_key_file

    where = state_of(state)
    if "://" in where and key_file is None:
        raise InputError("--key-file: expected the file of master keys; a database has no folder for it")
    file = key_file or master_key_file(Path(where), os.environ)
    if "://" not in where and not Path(where).is_dir():
        raise InputError(f"{where}: there is no state")
    return (where if "://" in where else Path(where)), file


def _show(what: Mapping[str, object], *, json: bool) -> None:
    if json:
        typer.echo(jsonlib.dumps(what, sort_keys=True))
        return
    width = max(map(len, what)) + 2
    for name, value in what.items():
        typer.echo(f"{name:<{width}}{', '.join(value) if isinstance(value, list) else value}")
