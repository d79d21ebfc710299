"""`forestall ledger`: what the record proves, signing it, and handing out the proofs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forestall.cli.ledger_options import (
    AnchorAt,
    At,
    Json,
    KeyFile,
    Keys,
    PolicyFile,
    State,
    key_file_of,
    keys_in,
    parts_of,
    policy_in,
    present,
    show,
    state_of,
    trust,
)
from forestall.cli.ledger_proofs import check_receipt, receipt, rotate_key, witness
from forestall.core.errors import InputError

if TYPE_CHECKING:
    from forestall.pipeline.witness import Asked

ledger = typer.Typer(help="The append-only record of warnings, decisions and obligations.", no_args_is_help=True)


@ledger.callback()
def _record() -> None:
    """The append-only record of warnings, decisions and obligations."""


@ledger.command()
def verify(
    state: Annotated[str, typer.Option(help="Folder of the state, the place it belongs to, or a URL.")] = "",
    checkpoint: Annotated[str, typer.Option(help="A head kept elsewhere, as SIZE:ROOT, to hold it against.")] = "",
    tiles: Annotated[Path | None, typer.Option(help="Check an exported folder instead of a state.")] = None,
    key: Keys = None,
    policy: PolicyFile = None,
    json: Json = False,
) -> None:
    """Compute every hash of the ledger anew; exit 1 when something was changed, 2 when there is no ledger."""
    from datetime import UTC, datetime

    from forestall.cli.progress import Progress
    from forestall.core.clock import iso
    from forestall.model.entry import Checkpoint
    from forestall.pipeline.checkpoint import last_checkpoint, opened
    from forestall.store.state import State as StateFolder

    if (tiles is None) == (not state):
        raise InputError("expected --state DIR or --tiles FOLDER")
    if tiles is not None:
        from forestall.pipeline.tiles import check

        with Progress(quiet=json) as progress:
            kept = parts_of(checkpoint) if checkpoint else None
            expected = None if kept is None else (kept[0], bytes.fromhex(kept[1]))
            head = check(tiles, trust(key, policy), progress.say, expected)
        show({"origin": head.origin, "size": head.size, "root": head.root.hex(), "consistent": True}, json=json)
        return
    expect = None
    if checkpoint:
        size, root = parts_of(checkpoint)
        expect = Checkpoint(size, root, datetime.min.replace(tzinfo=UTC))
    with StateFolder.read(state_of(state)) as folder:
        found = folder.verify_ledger(expect)
    if key or policy is not None:
        with opened(state_of(state), writable=False) as database:
            trust(key, policy).check(last_checkpoint(database))
    show({"size": found.size, "root": found.root, "time": iso(found.time), "consistent": True}, json=json)


@ledger.command()
def checkpoint(
    state: State,
    key_file: KeyFile = None,
    anchor: AnchorAt = None,
    origin: Annotated[
        str, typer.Option(help="Name of the ledger, such as town.example/ledger; makes keys when there are none.")
    ] = "",
    policy: Annotated[Path | None, typer.Option(help="Ask the witnesses of this tlog-policy file too.")] = None,
    adopt: Annotated[bool, typer.Option("--adopt", help="Begin a new anchor with the ledger's last one.")] = False,
    at: At = None,
    json: Json = False,
) -> None:
    """Sign the head of the ledger, and have witnesses sign it; exit 1 when it does not go on from the last one."""
    from contextlib import closing

    from forestall.pipeline.checkpoint import opened, sign
    from forestall.pipeline.ledger_keys import LOG_KINDS, anchor_at
    from forestall.pipeline.witness import cosign, post
    from forestall.store.anchor import Anchor

    keys = keys_in(key_file_of(state, key_file), origin, "--origin", LOG_KINDS)
    asked: tuple[Asked, ...] = ()
    with opened(state_of(state), writable=True) as database, closing(Anchor(anchor_at(anchor))) as held:
        signed = sign(database, held, keys, present(at), adopt=adopt)
        if policy is not None:
            signed, asked = cosign(database, policy_in(policy), present(at), post)
    for each in asked:
        typer.echo(f"{each.name}: {each.said}", err=True)
    if json:
        head = signed.head()
        witnesses = {each.name: each.said for each in asked}
        show(
            {
                "origin": head.origin,
                "size": head.size,
                "root": head.root.hex(),
                "keys": [str(each.public()) for each in keys],
                "witnesses": witnesses,
                "checkpoint": signed.write().decode(),
            },
            json=True,
        )
    else:
        typer.echo(signed.write().decode(), nl=False)
    if policy is not None:
        policy_in(policy).check(signed)


@ledger.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where to write `checkpoint` and `tile/`; an earlier export goes on.")],
    state: State,
    json: Json = False,
) -> None:
    """Write the signed ledger as plain files (tlog-tiles), which anybody can copy and check."""
    from forestall.cli.progress import Progress
    from forestall.pipeline.checkpoint import opened
    from forestall.pipeline.tiles import export as write_tiles

    with Progress(quiet=json) as progress, opened(state_of(state), writable=False) as database:
        head = write_tiles(database, folder, progress.say)
    show({"folder": str(folder), "origin": head.origin, "size": head.size, "root": head.root.hex()}, json=json)


ledger.command()(receipt)
ledger.command(name="check-receipt")(check_receipt)
ledger.command()(witness)
ledger.command(name="rotate-key")(rotate_key)
