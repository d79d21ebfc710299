"""Random numbers that belong to what they are drawn for, so that nothing else moves them.

Each stream is a Philox generator keyed by the seed and by what it is for: adding a scenario or a measure, or changing
one, leaves every other draw as it was (common random numbers).
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def generator(seed: int, *purpose: object, block: int = 0) -> np.random.Generator:
    """The stream for a purpose; blocks of one purpose never overlap.

    Source:
        Salmon et al. (2011), Parallel random numbers: as easy as 1, 2, 3, doi:10.1145/2063384.2063405
    """
    digest = hashlib.sha256("\x1f".join([str(seed), *map(str, purpose)]).encode()).digest()
    key = np.frombuffer(digest[:16], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key, counter=[0, 0, block, 0]))


def spread_uniforms(stream: np.random.Generator, rows: int, columns: int) -> Floats:
    """Uniforms in (0, 1), one in each of `rows` equal strata of every column, in random order: shape (rows, columns).

    Source:
        Latin hypercube sampling: McKay, Beckman and Conover (1979), doi:10.1080/00401706.1979.10489755
    """
    within = stream.random((columns, rows))
    order = np.argsort(stream.random((columns, rows)), axis=1, kind="stable")
    return np.clip((order + within).T / rows, 1e-12, 1 - 1e-12)


def key_of(seed: int, *purpose: object) -> int:
    """64 bits for a purpose: the key of a counter-based generator."""
    digest = hashlib.sha256("\x1f".join([str(seed), *map(str, purpose)]).encode()).digest()
    return int.from_bytes(digest[:8], "little")
