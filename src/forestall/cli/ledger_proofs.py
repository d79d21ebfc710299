"""`forestall ledger receipt|check-receipt|witness|rotate-key`: proofs for others, and who stands behind them."""

from pathlib import Path
from typing import Annotated

import typer

from forestall.cli.ledger_options import (
    AnchorAt,
    At,
    Json,
    KeyFile,
    Keys,
    PolicyFile,
    State,
    bytes_of,
    key_file_of,
    keys_in,
    present,
    show,
    state_of,
    trust,
    write_file,
)
from forestall.core.errors import InputError


def receipt(
    entry: Annotated[str, typer.Argument(help="Number of the entry, or KIND:SUBJECT for the last one of these.")],
    state: State,
    out: Annotated[Path | None, typer.Option(help="File to write [default: print it].")] = None,
) -> None:
    """Hand out the proof that an entry is in the signed ledger: a .tlog-proof file with the entry in it."""
    from forestall.pipeline.checkpoint import opened
    from forestall.pipeline.receipts import entry_of
    from forestall.pipeline.receipts import receipt as make

    with opened(state_of(state), writable=False) as database:
        made = make(database, entry_of(database, entry)).write()
    if out is None:
        typer.echo(made.decode(), nl=False)
    else:
        write_file(out, made)
        typer.echo(f"{out}: entry {entry}")


def check_receipt(
    file: Annotated[Path, typer.Argument(help="A .tlog-proof file.")],
    key: Keys = None,
    policy: PolicyFile = None,
    entry: Annotated[Path | None, typer.Option(help="File with the entry [default: the one in the receipt].")] = None,
    json: Json = False,
) -> None:
    """Check a receipt without the ledger, and print what it proves; exit 1 when it proves nothing."""
    from forestall.ledger.proof_file import read

    given = read(bytes_of(file))
    body = given.extra if entry is None else bytes_of(entry)
    if body is None:
        raise InputError(f"{file}: the entry is not in it; name its file with --entry")
    head = given.verify(body, trust(key, policy))
    shown = {"origin": head.origin, "entry": given.index, "size": head.size, "root": head.root.hex(), "proved": True}
    if json:
        show({**shown, "body": body.decode("utf-8", "replace")}, json=True)
    else:
        show(shown, json=False)
        typer.echo(body.decode("utf-8", "replace"))


def witness(
    log: Annotated[list[str], typer.Option(help="Public key NAME+ID+KEY of a ledger to watch; may be repeated.")],
    store: Annotated[Path, typer.Option(help="File that keeps what was signed; never restore it from a backup.")],
    key_file: Annotated[Path, typer.Option(help="The witness's own keys; made with --name when not there.")],
    name: Annotated[str, typer.Option(help="Name of the witness, such as court.example/witness.")] = "",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 for a free one.", min=0, max=65535)] = 8767,
) -> None:
    """Watch ledgers of others: sign each checkpoint that only grew, over HTTP (tlog-witness), until stopped."""
    import time
    from contextlib import closing

    from forestall.ledger.key import read_verifier
    from forestall.pipeline.ledger_keys import WITNESS_KINDS
    from forestall.pipeline.witness import server
    from forestall.store.anchor import Anchor

    keys = keys_in(key_file, name, "--name", WITNESS_KINDS)
    logs = [read_verifier(each) for each in log]
    with closing(Anchor(store)) as held, server((host, port), logs, held, keys, lambda: int(time.time())) as running:
        for each in keys:
            typer.echo(f"witness {each.kind.name.lower().replace('_', '-')} {each.public()}")
        typer.echo(f"listens on http://{running.server_address[0]!s}:{running.server_address[1]}", err=True)
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            typer.echo("stopped", err=True)


def rotate_key(
    state: State,
    key_file: KeyFile = None,
    anchor: AnchorAt = None,
    out: Annotated[Path | None, typer.Option(help="Receipt of the change [default: key-change.tlog-proof].")] = None,
    at: At = None,
    json: Json = False,
) -> None:
    """Sign with new keys from now on; the old ones sign the change and are destroyed."""
    from contextlib import closing

    from forestall.pipeline.checkpoint import opened
    from forestall.pipeline.ledger_keys import anchor_at
    from forestall.pipeline.rotation import rotate
    from forestall.store.anchor import Anchor

    file = key_file_of(state, key_file)
    out = out or file.with_name("key-change.tlog-proof")
    with opened(state_of(state), writable=True) as database, closing(Anchor(anchor_at(anchor))) as held:
        new, proof = rotate(database, held, file, present(at))
    write_file(out, proof.write())
    show({"keys": [str(each.public()) for each in new], "receipt": str(out)}, json=json)
