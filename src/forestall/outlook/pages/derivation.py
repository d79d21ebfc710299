"""How a number came about: a tree from the number over equations and inputs down to what was observed.

Not here: who builds it (`pipeline/derive.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from forestall.core.text import N_
from forestall.model.derivation import Derivation


class Basis(StrEnum):
    """What a number rests on."""

    WORKED = "worked"
    """It was worked out from what stands below it."""
    STATED = "stated"
    """The place's files say so."""
    CONCLUDED = "concluded"
    """A rule or detector concluded it."""
    OBSERVED = "observed"
    """A source said so."""
    SUPPOSED = "supposed"
    """Whoever asks "what if" supposes so."""
    ASSUMED = "assumed"
    """Nobody measured it: a choice of this program, named where it is made."""
    HIDDEN = "hidden"
    """It is there, but not the reader's to see."""


BASIS = {
    Basis.WORKED: N_("worked out"),
    Basis.STATED: N_("stated by the place"),
    Basis.CONCLUDED: N_("concluded"),
    Basis.OBSERVED: N_("observed"),
    Basis.SUPPOSED: N_("supposed"),
    Basis.ASSUMED: N_("assumed"),
    Basis.HIDDEN: N_("not yours to see"),
}


@dataclass(frozen=True, slots=True)
class Node:
    """A number or a fact, and what it follows from."""

    says: Derivation
    """What it is, its value, the equation and who published that."""
    said: str
    """The value as people write it; empty where there is none."""
    basis: Basis
    """What it rests on."""
    inputs: tuple["Node", ...] = ()
    """What goes into it."""
    time: datetime | None = None
    """When it was so, of what was found or observed."""
    ident: str = ""
    """Id of the record: of the finding, the signal, the log event."""
    where: str = ""
    """File of the place that states it, or source that said it."""
    href: str = ""
    """Its page, or its own derivation."""

    @property
    def depth(self) -> int:
        """Levels below it."""
        return max((1 + each.depth for each in self.inputs), default=0)

    def walk(self) -> Iterator["Node"]:
        """It and all below it, in order."""
        yield self
        for each in self.inputs:
            yield from each.walk()


@dataclass(frozen=True, slots=True)
class DerivationView:
    """A derivation, with the way to it."""

    title: str
    """Of what it is: the risk, the finding, the site."""
    back: str
    """Page of that; empty when it has none."""
    root: Node
    """The number."""
    others: tuple[tuple[str, str], ...] = field(default=())
    """Other numbers of the same thing: address and name."""
    asked: tuple[tuple[str, str], ...] = ()
    """What is supposed, for a number of a "what if": what it is, and its value as people write it."""


def stated(quantity: str, value: float | str, said: str, where: str, source: str = "", unit: str = "") -> Node:
    """What a file of the place says."""
    return Node(Derivation(quantity, value, unit, "as given", source), said, Basis.STATED, where=where)


def hidden(quantity: str) -> Node:
    """What there is but the reader may not see."""
    return Node(Derivation(quantity, "", "", "", ""), "", Basis.HIDDEN)


def linked(node: Node, href: str) -> Node:
    """The same with its page, and nothing below: what is below stands there."""
    return replace(node, href=href, inputs=())
