"""An acyclic network of sites as a fault tree: a site is down when it fails itself or a supply is short.

The exact counterpart of the sampled cascade for what is down at one moment, without buffers and repair: probability,
minimal cut sets and importances of any sites. A network with a cycle is not a fault tree and is refused by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forestall.core.errors import InputError
from forestall.model.fault_tree import Argument, Connective, FaultTree, Formula
from forestall.science.network import diagrams
from forestall.science.network.fault_tree import Answer, answer, check_probabilities
from forestall.science.network.logic import compile_tree


@dataclass(frozen=True, slots=True)
class Supply:
    """What a site needs from others."""

    site: str
    """Who needs it."""
    suppliers: tuple[str, ...]
    """Who can give it; one named twice counts once."""
    required: int
    """How many of them it needs; more than there are counts as all, 0 as none."""


def network_tree(probability: Mapping[str, float], supplies: Sequence[Supply], top: Argument) -> FaultTree:
    """The fault tree of a network. Gates bear the sites' names; a site's own failure is the basic event `own SITE`.

    Args:
        probability: of each site to fail by itself
        supplies: what sites need
        top: a site, or a formula over sites such as "two of these three are down"

    Raises:
        InputError: a supply names a site that is not there.
    """
    short: dict[str, list[Argument]] = {site: [] for site in probability}
    for supply in supplies:
        for name in (supply.site, *supply.suppliers):
            if name not in short:
                raise InputError(f"supply of {supply.site}: {name} is no site")
        suppliers = tuple(dict.fromkeys(supply.suppliers))
        required = min(supply.required, len(suppliers))
        if required > 0:
            least = len(suppliers) - required + 1
            short[supply.site].append(Formula(Connective.ATLEAST, suppliers, least=least))
    gates: dict[str, Argument] = {
        site: Formula(Connective.OR, (f"own {site}", *short[site])) for site in sorted(probability)
    }
    own = {f"own {site}": probability[site] for site in sorted(probability)}
    if isinstance(top, str):
        return FaultTree(top, top, gates, own)
    return FaultTree("asked", "asked", {**gates, "asked": top}, own)


def down_probabilities(
    probability: Mapping[str, float], supplies: Sequence[Supply], sites: Sequence[str]
) -> dict[str, float]:
    """Exact probability of each of these sites to be down.

    Raises:
        InputError: sites need each other in a circle, a name is no site, or a probability is outside 0 to 1.
        LimitError: the diagrams do not fit.
    """
    out: dict[str, float] = {}
    for site in sites:
        if site not in probability:
            raise InputError(f"{site} is no site")
        tree = network_tree(probability, supplies, site)
        check_probabilities(tree)
        solved = diagrams.solve(compile_tree(tree))
        chance = diagrams.chances(solved, np.array([tree.probability[event] for event in solved.logic.events]))
        out[site] = diagrams.literal_chance(chance, solved.logic.tops[0])
    return out


def service_answer(
    probability: Mapping[str, float], supplies: Sequence[Supply], top: Argument, *, first: int = 10
) -> Answer:
    """Probability, minimal cut sets and importances of a site, or of a formula over sites, being down.

    Raises:
        InputError: sites need each other in a circle, a name is no site, or a probability is outside 0 to 1.
    """
    return answer(network_tree(probability, supplies, top), first=first)
