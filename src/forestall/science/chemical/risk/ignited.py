"""How a substance burns and how likely it ignites in a release, by the rules of the Purple Book.

Not here: tables of one substance measured elsewhere (`ignition`), the event tree.
"""

from dataclasses import dataclass
from enum import StrEnum

from forestall.science.chemical.ignition import IgnitionTable
from forestall.science.chemical.risk.tables import rows
from forestall.science.chemical.substance import Substance

LIQUID = ("H224", "H225")  # flash point below 21..23 degC: class K1
LESS = ("H226",)  # flash point up to 60 degC: class K2
GAS = ("H220", "H221")
AMBIENT = 288.15  # temperature at which gas and liquid are told apart [K]


class Matter(StrEnum):
    """How a substance counts for ignition (CPR 18E, 1999, Table 4.5)."""

    GAS = "gas"
    GAS_LOW = "gas_low"
    """Of low reactivity."""
    LIQUID_K1 = "liquid_k1"
    LIQUID_K2 = "liquid_k2"
    INERT = "inert"
    """Does not burn, is hardly flammable, or its heat of combustion is not known."""


@dataclass(frozen=True, slots=True)
class Ignition:
    """Probabilities of ignition."""

    immediate: float
    """Of ignition at once."""
    delayed: float
    """Of ignition later, given none at once."""
    source: str


def matter(substance: Substance) -> Matter:
    """How a substance counts for ignition, from its hazard statements and the list of low reactivity."""
    if "heat_of_combustion" not in substance.properties:
        return Matter.INERT
    gaseous = substance.number("boiling_point") < AMBIENT
    low = {row["substance"] for row in rows("loss_of_containment", "reactivity")}
    if any(code in substance.hazards for code in (*GAS, *LIQUID)) and gaseous:
        return Matter.GAS_LOW if substance.name in low else Matter.GAS
    if any(code in substance.hazards for code in LIQUID):
        return Matter.LIQUID_K1
    return Matter.LIQUID_K2 if any(code in substance.hazards for code in LESS) else Matter.INERT


def ignition(unit: str, kind: Matter, *, at_once: bool, size: float, toxic: bool) -> Ignition:
    """Probabilities of ignition of a release.

    Where the table gives no delayed ignition, that of a gas or very flammable liquid is certain, as the Dutch rules
    for establishments have it; that of a substance that is also toxic is none, so that its cloud is not lost to fire.

    Args:
        unit: `site`, `road` or `rail`
        kind: how the substance counts
        at_once: the whole content at once
        size: mass [kg] if at once, else rate [kg/s]
        toxic: it poisons as well

    Source:
        CPR 18E (1999), Purple Book, Tables 4.5 to 4.7; RIVM (2009), Reference Manual Bevi, module C, 3.4.6
    """
    if kind is Matter.INERT:
        return Ignition(0.0, 0.0, "does not burn")
    if kind is Matter.GAS_LOW and toxic:
        return Ignition(0.0, 0.0, "of low reactivity and toxic: counted as toxic only, CPR 18E (1999), 4.7")
    event = "instantaneous" if at_once else "continuous"
    found = next(
        row
        for row in rows("loss_of_containment", "ignition")
        if (row["unit"], row["matter"], row["event"]) == (unit, kind.value, event)
    )
    table = IgnitionTable(_numbers(found["limits"]), _numbers(found["immediate"]), (), found["source"])
    delayed = float(found["delayed"]) if found["delayed"] else 1.0
    return Ignition(table.at(size)[0], 0.0 if toxic else delayed, found["source"])


def _numbers(cell: str) -> tuple[float, ...]:
    return tuple(float(part) for part in cell.split(";") if part)
