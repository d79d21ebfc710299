"""Who looked at pages last: one reader for each set of rights, so that the next pass can be prepared for them."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from fastapi import FastAPI

from forestall.web.rights import Asker

_MOST = 16  # sets of rights that are known


@dataclass(slots=True)
class _Looked:
    lock: threading.Lock = field(default_factory=threading.Lock)
    askers: OrderedDict[tuple[object, ...], Asker] = field(default_factory=OrderedDict)


def note(app: FastAPI, rights: tuple[object, ...], asker: Asker) -> None:
    """Somebody looked at a page.

    Args:
        app: whose page
        rights: what tells readers apart who see different rows
        asker: who
    """
    known = _of(app)
    with known.lock:
        known.askers[rights] = asker
        known.askers.move_to_end(rights)
        while len(known.askers) > _MOST:
            known.askers.popitem(last=False)


def last(app: FastAPI) -> tuple[Asker, ...]:
    """One reader for each set of rights, the last one first."""
    known = _of(app)
    with known.lock:
        return tuple(reversed(known.askers.values()))


def _of(app: FastAPI) -> _Looked:
    if not hasattr(app.state, "looked"):
        app.state.looked = _Looked()
    known = app.state.looked
    assert isinstance(known, _Looked)
    return known
