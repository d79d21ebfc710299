"""Accidents that break the next vessel: from the heat or blast at it to chains of vessels. Not here: footprints.

The probabilities of one vessel breaking another are those of `escalation`; here they become sets and orders of
vessels that fail together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError
from forestall.science.chemical.escalation import (
    OVERPRESSURE_THRESHOLD,
    RADIATION_THRESHOLD,
    Vessel,
    escalation_by_blast,
    escalation_by_fire,
    time_to_failure,
)

Floats = NDArray[np.float64]
Steps = tuple[tuple[int, ...], ...]

MOST = 14  # vessels that can follow one step, for 2^n sets of them


def broken_by_heat(vessel: Vessel, flux: float, volume: float, seconds: float) -> float:
    """Probability that heat breaks a vessel: nothing below the threshold, the probit of the time to failure above.

    Args:
        vessel: which kind; only tanks under pressure and at atmospheric pressure have a relation
        flux: radiation on it [W/m2]
        volume: of it [m3]
        seconds: how long the fire lasts [s]; a fire shorter than the time to failure breaks nothing

    Returns:
        0..1; NaN for volumes that were not fitted.

    Source:
        Cozzani et al. (2006) for the thresholds; Landucci et al. (2009) for the probit
    """
    threshold = RADIATION_THRESHOLD.get(vessel)
    if threshold is None or flux < threshold:
        return 0.0
    failure = time_to_failure(vessel, flux, volume)
    return 0.0 if failure > seconds else float(escalation_by_fire(failure))


def broken_by_blast(vessel: Vessel, pressure: float) -> float:
    """Probability that a blast of this peak overpressure [Pa] breaks a vessel: nothing below the threshold.

    Source:
        Cozzani et al. (2006) for the thresholds; Cozzani and Salzano (2004) for the probits
    """
    if pressure < OVERPRESSURE_THRESHOLD.get(vessel, 0.0) or pressure <= 0:
        return 0.0
    return float(escalation_by_blast(vessel, pressure))


@dataclass(frozen=True, slots=True)
class Chain:
    """Vessels that fail, step by step, each step by any of those of the step before."""

    steps: Steps
    """Indices; the first step is the one that starts it."""
    probability: float
    """That exactly this follows, given the start; of a chain cut off, that at least this does."""
    whole: bool
    """False where the order asked for ended it."""


def chains(escalation: Floats, start: int, *, order: int, least: float = 0.0) -> tuple[Chain, ...]:
    """All that can follow one accident, with probabilities that add up to 1 when `least` is 0.

    Each vessel of the last step breaks each one still standing on its own account:

        P(next = T | last = L) = prod_T (1 - q_t) prod_others q_o,   q_j = prod over i in L of (1 - p_ij)

    With `order` as large as the number of vessels this is exact: the sets that fail are those reached in a network
    whose links hold with probability p_ij.

    Args:
        escalation: p[i, j], probability that an accident at i breaks j, shape (n, n)
        start: the vessel with the first accident
        order: steps followed after the first
        least: chains less probable than this are not followed further and are left out

    Returns:
        Chains, the most probable first.

    Raises:
        InputError: a probability is not within 0..1, or more than 14 vessels can follow one step.

    Source:
        Cozzani, Gubinelli, Antonioni, Spadoni and Zanelli (2005), J. Haz. Mat. A127, 14-30: combinations of secondary
        events, here carried on to further steps
    """
    p = np.asarray(escalation, dtype=np.float64)
    if p.ndim != 2 or p.shape[0] != p.shape[1] or not (np.all(p >= 0) and np.all(p <= 1)):
        raise InputError(f"domino: escalation has shape {p.shape}: expected square, all within 0..1")
    found: list[Chain] = []
    _follow(p, ((start,),), 1.0, order, least, found)
    return tuple(sorted(found, key=lambda chain: (-chain.probability, chain.steps)))


def _follow(p: Floats, steps: Steps, probability: float, order: int, least: float, found: list[Chain]) -> None:
    """Add all that follows these steps."""
    failed = {i for step in steps for i in step}
    standing = [j for j in range(len(p)) if j not in failed]
    breaks = 1.0 - np.prod(1.0 - p[list(steps[-1])][:, standing], axis=0)
    able = [(j, float(b)) for j, b in zip(standing, breaks, strict=True) if b > 0]
    if not able or order == 0:
        found.append(Chain(steps, probability, not able))
        return
    if len(able) > MOST:
        raise InputError(f"domino: {len(able)} vessels can follow {steps[-1]}; expected at most {MOST}")
    for chosen in product((False, True), repeat=len(able)):
        chance = probability
        for (_, b), is_broken in zip(able, chosen, strict=True):
            chance *= b if is_broken else 1.0 - b
        if chance <= 0 or chance < least:
            continue
        step = tuple(j for (j, _), is_broken in zip(able, chosen, strict=True) if is_broken)
        if step:
            _follow(p, (*steps, step), chance, order - 1, least, found)
        else:
            found.append(Chain(steps, chance, True))


def broken_at_all(chain: Sequence[Chain], count: int) -> Floats:
    """Probability that each of `count` vessels fails in the end, shape (count,), from chains of one start."""
    total = np.zeros(count)
    for one in chain:
        total[[i for step in one.steps for i in step]] += one.probability
    return total
