"""What a service does for its own sake: signs the ledger, keeps the store small. When, is `pipeline/service.py`.

A ledger is signed once its keys were made (`forestall ledger checkpoint --origin …`): its name is for ever, so no
service chooses one.
"""

import os
from contextlib import closing
from datetime import datetime
from pathlib import Path

from forestall.pipeline.checkpoint import opened, sign
from forestall.pipeline.ledger_keys import anchor_at, read_keys
from forestall.pipeline.master_keys import master_keys
from forestall.pipeline.store import keep_small, retention
from forestall.store.anchor import Anchor
from forestall.store.upkeep import Tidied

KEYS = "ledger.key"
"""The file of signing keys in the state's folder."""


def signed(state: Path | str, folder: Path, at: datetime) -> int | None:
    """Sign the head of the ledger where there are keys for it.

    Args:
        state: folder or URL of the state
        folder: where its keys are
        at: the present

    Returns:
        The size that is signed; None without keys.

    Raises:
        TamperError: the ledger does not go on from what was signed last; nothing was signed.
        StateError: the ledger or the anchor cannot be used.
        InputError: the keys cannot be read.
    """
    if not (folder / KEYS).is_file():
        return None
    keys = read_keys(folder / KEYS)
    with opened(state, writable=True) as database, closing(Anchor(anchor_at(None))) as anchor:
        return sign(database, anchor, keys, at).head().size


def kept_small(root: Path, state: Path | str, folder: Path, at: datetime) -> Tidied:
    """Move what was worked through to the lake, sealed where there are keys, and remove what is past its time.

    Raises:
        InputError: the place's `retention.toml` cannot be read.
        StateError: the lake is kept by another, or cannot be written; what was done before stands.
    """
    return keep_small(state, retention(root), at, master_keys(folder, os.environ))
