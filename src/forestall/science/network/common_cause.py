"""Common causes put into a fault tree: each member becomes "it alone, or with some others, or all together".

Probability of a given set of k of the n members failing together, Q that of a member from all causes:

    beta-factor    Q_1 = (1 - b) Q,  Q_n = b Q,  none between
    MGL            Q_k = r_2 ... r_k (1 - r_(k+1)) Q / C(n-1, k-1),  r_(n+1) = 0
    alpha-factor   Q_k = k a_k / (a_1 + 2 a_2 + ... + n a_n) Q / C(n-1, k-1)
    phi-factor     Q_k = f_k Q

Source: Open-PSA Model Exchange Format 2.0d, meta-logical layer, common cause groups; Mosleh et al. (1998),
NUREG/CR-5485 for the alpha factors.
"""

from collections.abc import Sequence
from itertools import combinations
from math import comb, prod

from forestall.core.errors import InputError
from forestall.model.fault_tree import Argument, CommonCause, CommonCauseModel, Connective, FaultTree, Formula

MOST_MEMBERS = 12  # a group of n makes up to 2**n events


def expand(tree: FaultTree, groups: Sequence[CommonCause]) -> FaultTree:
    """The tree with a gate in place of each member and a basic event for each set that can fail together.

    Raises:
        InputError: a group is malformed, or an event is in two of them.
    """
    gates: dict[str, Argument] = dict(tree.gates)
    probability = dict(tree.probability)
    taken: dict[str, str] = {}
    for group in groups:
        for member in group.members:
            if member in taken:
                raise InputError(f"common cause {group.name}: {member} is already in {taken[member]}")
            taken[member] = group.name
            probability.pop(member, None)
        levels = level_probabilities(group)
        for member in group.members:
            sets = [chosen for k in sorted(levels) for chosen in combinations(group.members, k) if member in chosen]
            gates[member] = Formula(Connective.OR, tuple(map(_name, sets)))
        for k, chance in levels.items():
            probability.update({_name(chosen): chance for chosen in combinations(group.members, k)})
    return FaultTree(tree.name, tree.top, gates, probability)


def level_probabilities(group: CommonCause) -> dict[int, float]:
    """Probability of a given set of each size failing together, sizes that cannot left out.

    Raises:
        InputError: too few or too many members, a factor is missing, too many, or out of range.
    """
    n, where = len(group.members), f"common cause {group.name}"
    if not 2 <= n <= MOST_MEMBERS or len(set(group.members)) != n:
        raise InputError(f"{where}: {n} members, expected 2 to {MOST_MEMBERS} different ones")
    if not 0.0 <= group.probability <= 1.0:
        raise InputError(f"{where}: probability {group.probability:g}, expected 0 to 1")
    chance = {k: share * group.probability for k, share in _shares(group, n, where).items()}
    return {k: value for k, value in chance.items() if value > 0.0}


def _shares(group: CommonCause, n: int, where: str) -> dict[int, float]:
    """Probability of a given set of each size by that of a member."""
    factors = dict(group.factors)
    if any(not 0.0 <= factor <= 1.0 for factor in factors.values()):
        raise InputError(f"{where}: factors {sorted(factors.values())}, expected 0 to 1")
    if group.model is CommonCauseModel.BETA_FACTOR:
        _levels(factors, [n], where)
        return {1: 1.0 - factors[n], n: factors[n]}
    if group.model is CommonCauseModel.MGL:
        levels = sorted(factors)
        if not levels or levels != list(range(2, levels[-1] + 1)) or levels[-1] > n:
            raise InputError(f"{where}: factors of levels {levels}, expected 2 to at most {n}, none left out")
        greek = {k: prod(factors[i] for i in range(2, k + 1)) for k in range(1, levels[-1] + 1)}
        return {k: value * (1.0 - factors.get(k + 1, 0.0)) / comb(n - 1, k - 1) for k, value in greek.items()}
    _levels(factors, list(range(1, n + 1)), where)
    if group.model is CommonCauseModel.PHI_FACTOR:
        return factors
    total = sum(k * factor for k, factor in factors.items())
    if total == 0.0:
        raise InputError(f"{where}: all alpha factors are 0")
    return {k: k * factor / total / comb(n - 1, k - 1) for k, factor in factors.items()}


def _levels(factors: dict[int, float], wanted: list[int], where: str) -> None:
    if sorted(factors) != wanted:
        raise InputError(f"{where}: factors of levels {sorted(factors)}, expected {wanted}")


def _name(members: Sequence[str]) -> str:
    return f"[{' '.join(members)}]"
