"""Philox4x32-10 for numba: four words of 32 bits from a counter and a key, and uniforms from them.

A number is a function of what it is for (key) and of which one it is (counter); no state passes from one to the next.
Not here: what the words are used for (`years_draw`).

Source:
    Salmon et al. (2011), Parallel random numbers: as easy as 1, 2, 3, doi:10.1145/2063384.2063405, section 3.3
"""

import numpy as np
from numba import njit

FIRST_MULTIPLIER = np.uint64(0xD2511F53)
SECOND_MULTIPLIER = np.uint64(0xCD9E8D57)
FIRST_WEYL = np.uint64(0x9E3779B9)
SECOND_WEYL = np.uint64(0xBB67AE85)
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
ROUNDS = 10


@njit(inline="always")
def philox(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]  # compiled for uint64 scalars below 2^32
    """Four words below 2^32, each as uint64."""
    for _ in range(ROUNDS):
        first, second = FIRST_MULTIPLIER * c0, SECOND_MULTIPLIER * c2
        c0, c1, c2, c3 = (second >> HALF) ^ c1 ^ k0, second & LOW, (first >> HALF) ^ c3 ^ k1, first & LOW
        k0, k1 = (k0 + FIRST_WEYL) & LOW, (k1 + SECOND_WEYL) & LOW
    return c0, c1, c2, c3


@njit(inline="always")
def uniform(high, low):  # type: ignore[no-untyped-def]  # compiled for uint64 scalars below 2^32
    """A number of 53 bits in [0, 1) from two words."""
    return np.float64((high >> np.uint64(5)) * np.uint64(67108864) + (low >> np.uint64(6))) / 9007199254740992.0
