"""What the simulation of a pass drew, as one compressed file, and back: other budgets are then only solved for.

Numbers come back to the last bit: a plan worked out from the file is that of the pass.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa

from forestall.assess.effects import Change, Quantity
from forestall.assess.resumed import Drawn, drawn
from forestall.assess.simulate import Simulation
from forestall.core.errors import StateError
from forestall.store.document import record_of, text_of

NAME = "trials"
"""Under which the file stands in the manifest of the lake."""


@dataclass(frozen=True, slots=True)
class _Bank:
    """A bank that was drawn."""

    scenario: str
    changed: tuple[tuple[Quantity, Change], ...]
    mean: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """The file."""

    place: str
    at: datetime
    seed: int
    down: dict[str, tuple[str, ...]]
    banks: tuple[_Bank, ...]


def write(simulation: Simulation, place: str, at: datetime) -> tuple[bytes, int]:
    """The file of a pass, and of how many banks it tells; the same simulation always gives the same bytes.

    Args:
        simulation: the simulation, after the plan was made
        place: digest of the place
        at: time of the pass
    """
    known = drawn(simulation)
    banks = [_Bank(name, changed, tuple(mean.tolist())) for (name, changed), mean in known.means.items()]
    banks.sort(key=lambda one: (one.scenario, one.changed))
    down = {name: tuple(sorted(known.down[name])) for name in sorted(known.down)}
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as out:
        out.write(text_of(_Kept, _Kept(place, at, known.seed, down, tuple(banks))).encode())
    return bytes(sink.getvalue()), len(banks)


def read(data: bytes, place: str, at: datetime) -> Drawn | None:
    """What a pass drew; None when the file is of another pass or place, or no such file.

    Args:
        data: the file
        place: digest of the place
        at: time of the pass
    """
    try:
        with pa.CompressedInputStream(pa.BufferReader(data), "zstd") as opened:
            kept = record_of(_Kept, opened.read().decode(), NAME)
    except (OSError, ValueError, StateError):
        return None
    if (kept.place, kept.at) != (place, at):
        return None
    means = {(one.scenario, one.changed): np.array(one.mean, dtype=np.float64) for one in kept.banks}
    return Drawn(kept.seed, means, {name: frozenset(sites) for name, sites in kept.down.items()})
