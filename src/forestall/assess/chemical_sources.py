"""Which equation and source each quantity of a site's or route's risk has, for the page. Not here: the equations."""

from collections.abc import Iterable

from forestall.science.chemical.risk.event_tree import Branch

Pairs = tuple[tuple[str, str], ...]

ALWAYS: Pairs = (
    ("individual risk", "sum of f w F over outcomes, weather and bearings: CPR 18E (1999), 6.3"),
    ("societal risk", "F-N over outcome, weather and bearing; deaths a year are the sum of f N: CPR 18E (1999), 6.4"),
    ("event tree", "CPR 18E (1999), 4.7 and 4.8"),
)
HEAT = "Pr = -36.38 + 2.56 ln(q^4/3 t), 20 s at most, all die from 35 kW/m2: CPR 18E (1999), eq. 5.4, 5.2.3"
OF_BRANCH: dict[Branch, Pairs] = {
    Branch.TOXIC: (
        ("toxic harm", "Pr = a + b ln integral C^n dt, 30 min at most: CPR 18E (1999), 5.2.2"),
        ("toxic harm indoors", "one air change an hour: CPR 18E (1999), 5.2.2; CPR 16E (1992), 5.5"),
    ),
    Branch.FIREBALL: (("fireball", "Roberts (1982); CPR 14E (1997), 6.5.7"), ("harm of heat", HEAT)),
    Branch.JET_FIRE: (
        ("jet fire", "length Lowesmith et al. (2007); points Hankinson and Lowesmith (2012)"),
        ("harm of heat", HEAT),
    ),
    Branch.POOL_FIRE: (
        ("pool fire", "Babrauskas (1983), Thomas (1963), Mudan and Croce (1988), CPR 14E (1997), 6.5.4"),
        ("harm of heat", HEAT),
    ),
    Branch.FLASH_FIRE: (("flash fire", "everybody within the lower flammable limit: CPR 18E (1999), 5.2.3"),),
    Branch.EXPLOSION: (
        ("blast", "TNT with 3 % yield: Swisdak (1994), Table 1; CCPS (1994), 4.3"),
        ("harm of blast", "all die from 0.3 bar, 2.5 % indoors from 0.1 bar: CPR 18E (1999), 5.2.4"),
    ),
}


def sources_of(branches: Iterable[Branch]) -> Pairs:
    """Quantities and their sources for the branches that occur, each once, in the order of `Branch`."""
    present = set(branches)
    pairs = [pair for branch in Branch if branch in present for pair in OF_BRANCH.get(branch, ())]
    return tuple(dict.fromkeys((*ALWAYS, *pairs)))
