"""`forestall store`: the state as a whole."""

import json as jsonlib
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forestall.cli.ledger_options import state_of
from forestall.core.errors import InputError

if TYPE_CHECKING:
    from forestall.guard.stream import Secret

store = typer.Typer(help="Back up, restore, check and move the state, and keep it small.", no_args_is_help=True)

State = Annotated[str, typer.Option(help="Folder of the state, the place it belongs to, or a postgresql:// URL.")]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
PassphraseFile = Annotated[Path | None, typer.Option(help="File with the passphrase that seals it.")]
KeyFile = Annotated[Path | None, typer.Option(help="File with the master keys that seal it.")]


@store.callback()
def _state() -> None:
    """Back up, restore, check and move the state, and keep it small."""


@store.command()
def backup(
    out: Annotated[Path, typer.Argument(help="The folder to be made; a file when it is sealed.")],
    state: State,
    passphrase_file: PassphraseFile = None,
    key_file: KeyFile = None,
    json: Json = False,
) -> None:
    """Write a backup of one moment; a pass and the service go on meanwhile."""
    from forestall.pipeline.store import back_up

    saved = back_up(state_of(state), out, _secret(passphrase_file, key_file))
    _say(
        asdict(saved),
        f"{out}: {sum(saved.rows.values()):,} rows, {len(saved.files):,} files, {_head(saved.size, saved.root)}",
        json=json,
    )


@store.command()
def restore(
    source: Annotated[Path, typer.Argument(help="The backup.")],
    state: Annotated[str, typer.Option(help="Folder or postgresql:// URL for the state; it must be new or empty.")],
    passphrase_file: PassphraseFile = None,
    key_file: KeyFile = None,
    json: Json = False,
) -> None:
    """Make a state from a backup, after every digest in it was computed anew; nothing is overwritten."""
    from forestall.pipeline.store import bring_back

    saved = bring_back(source, state, _secret(passphrase_file, key_file))
    _say(
        asdict(saved),
        f"restored: {sum(saved.rows.values()):,} rows, {len(saved.files):,} files, {_head(saved.size, saved.root)}",
        json=json,
    )


@store.command()
def check(state: State, json: Json = False) -> None:
    """Check schema, rows, every file of the lake and the ledger; exit 1 when something is wrong."""
    from forestall.pipeline.store import audit

    found = audit(state_of(state))
    _say({"sound": not found, "found": list(found)}, "\n".join(found) or "sound", json=json)
    raise typer.Exit(1 if found else 0)


@store.command()
def migrate(
    url: Annotated[str, typer.Argument(help="postgresql://USER@HOST/DATABASE?lake=FOLDER or s3://BUCKET/PREFIX.")],
    state: State,
    json: Json = False,
) -> None:
    """Move an embedded state to PostgreSQL, and check what arrived; the folder is left as it is."""
    from forestall.pipeline.store import to_server

    rows = to_server(Path(state_of(state)), url)
    lines = [f"{name:<16}{count:>12,}" for name, count in sorted(rows.items()) if count]
    _say(dict(rows), "\n".join([*lines, "every row, file and head of the ledger arrived"]), json=json)


@store.command()
def tidy(
    place: Annotated[Path, typer.Argument(help="The place; its retention.toml says how long what is kept.")],
    state: Annotated[str | None, typer.Option(help="Folder of the state, or a postgresql:// URL.")] = None,
    at: Annotated[str | None, typer.Option(help="The present, ISO 8601 [default: now].")] = None,
    json: Json = False,
) -> None:
    """Move what was worked through to the lake, join small files, remove what is past its time."""
    from forestall.core.clock import instant, now
    from forestall.pipeline.upkeep import kept_small

    where = state or state_of(str(place))
    folder = Path(state_of(str(place))) if "://" in where else Path(where)
    found = asdict(kept_small(place, where, folder, instant(at) if at else now()))
    _say(found, "\n".join(f"{name:<12}{count:>12,}" for name, count in found.items()), json=json)


def _secret(passphrase_file: Path | None, key_file: Path | None) -> "Secret | None":
    from forestall.guard.keys import Passphrase, read_ring

    if passphrase_file is not None and key_file is not None:
        raise InputError("--passphrase-file and --key-file: expected one of them")
    if passphrase_file is not None:
        return Passphrase(_read(passphrase_file).strip("\r\n"))
    return None if key_file is None else read_ring(_read(key_file), str(key_file))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({type(error).__name__})") from error


def _head(size: int, root: str) -> str:
    return f"ledger {size}:{root}" if size else "no ledger yet"


def _say(facts: dict[str, object], text: str, *, json: bool) -> None:
    typer.echo(jsonlib.dumps(facts, sort_keys=True) if json else text)
