"""`forestall ledger`: what the record proves."""

import json as jsonlib
import re
from pathlib import Path
from typing import Annotated

import typer

from forestall.core.errors import InputError

ledger = typer.Typer(help="The append-only record of warnings, decisions and obligations.", no_args_is_help=True)

_CHECKPOINT = re.compile(r"(\d{1,15}):([0-9a-fA-F]{64})")


@ledger.callback()
def _record() -> None:
    """The append-only record of warnings, decisions and obligations."""


@ledger.command()
def verify(
    state: Annotated[Path, typer.Option(help="Folder of the state, or the place it belongs to.")],
    checkpoint: Annotated[str, typer.Option(help="A head kept elsewhere, as SIZE:ROOT, to hold it against.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print the head as JSON.")] = False,
) -> None:
    """Compute every hash of the ledger anew; exit 1 when something was changed, 2 when there is no ledger."""
    from datetime import UTC, datetime

    from forestall.core.clock import iso
    from forestall.model.entry import Checkpoint
    from forestall.store.state import State

    expect = None
    if checkpoint:
        size, root = _parts(checkpoint)
        expect = Checkpoint(size, root, datetime.min.replace(tzinfo=UTC))
    with State.read(_folder(state)) as opened:
        head = opened.verify_ledger(expect)
    if json:
        typer.echo(jsonlib.dumps({"consistent": True, "root": head.root, "size": head.size, "time": iso(head.time)}))
    else:
        typer.echo(f"size  {head.size}\nroot  {head.root}\ntime  {iso(head.time)}\nconsistent")


def _folder(state: Path) -> Path:
    """The state folder; of a place, the one within it."""
    return state / ".forestall" if (state / "place.toml").is_file() or (state / ".forestall").is_dir() else state


def _parts(checkpoint: str) -> tuple[int, str]:
    found = _CHECKPOINT.fullmatch(checkpoint.strip())
    if found is None:
        raise InputError(f"--checkpoint {checkpoint!r}: expected SIZE:ROOT, the root as 64 hexadecimal digits")
    return int(found[1]), found[2].lower()
