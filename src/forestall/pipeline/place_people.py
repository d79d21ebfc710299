"""The accounts of a place, from its folder: what commands at the machine itself work with."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from forestall.core.clock import now
from forestall.guard.seal import Sealer
from forestall.pipeline.master_keys import master_keys
from forestall.pipeline.people import People, parents_of, people
from forestall.place.load import load


@contextmanager
def people_of_place(root: Path, state: str | None) -> Iterator[People]:
    """The accounts of a place.

    Args:
        root: folder of the place
        state: folder or PostgreSQL URL of the state; None for the one in the place

    Raises:
        PlaceError: the place has mistakes.
        StateError: the state cannot be used.
    """
    place = load(root)
    where = state or str(root / ".forestall")
    folder = root / ".forestall" if "://" in where else Path(where)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sealer = Sealer(master_keys(folder, os.environ))
    tree = parents_of(place.profile.jurisdictions)
    with people(where, sealer, now, place.profile.sender, lambda: tree) as found:
        yield found
