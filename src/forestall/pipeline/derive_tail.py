"""Derivations of rare years: losses at return periods, and the points of the exceedance curves and of the F-N curve."""

from collections.abc import Callable

from forestall.core.text import N_
from forestall.model.derivation import Derivation
from forestall.model.risk import Curve, Tail
from forestall.model.words import Scale
from forestall.outlook.pages.derivation import Basis, DerivationView, Node, stated
from forestall.outlook.pages.register import curve_of, total_of
from forestall.outlook.wording import number, percent, rate, words
from forestall.pipeline.derive_ground import Ground
from forestall.pipeline.derive_total import addends, group_name

_YEARS = N_("docs/understand/simulation.md")
_SALMON = "Salmon et al. (2011), doi:10.1145/2063384.2063405"
_ARTZNER = "Artzner et al. (1999), doi:10.1111/1467-9965.00068"
_WILSON = "Wilson (1927), doi:10.1080/01621459.1927.10502953"
_FINE = N_("Told to within 0.41 %%, the width of the classes in which losses are counted.")
_GRID = N_("Levels stand twelve to a decade, the same for every curve.")
_TAILS = {
    "loss": N_("a year is worse than"),
    "beyond": N_("a year worse than that brings on average"),
    "once": N_("one event is worse than"),
}
"""Numbers of a rare year."""
_POINTS = {
    "year": N_("share of years worse than that"),
    "once": N_("share of years with one event worse than that"),
    "often": N_("how often one event is worse than that"),
}
"""Numbers of a point of a curve."""


def tail(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """How a loss of rare years came about: `tail/all/economic.100.loss`."""
    scale, period, what = _parts(quantity)
    found = None if scale is None else total_of(on.seen, key, scale)
    one = None if found is None else next((each for each in found.tails if f"{each.period:g}" == period), None)
    if found is None or scale is None or one is None or what not in _TAILS:
        return None
    unit = on.whole.place.profile.scales[scale].unit
    build: dict[str, Callable[[Ground, Tail, str, str, Scale], Node]] = {
        "loss": _at_risk,
        "beyond": _beyond,
        "once": _once,
    }
    root = build[what](on, one, unit, key, scale)
    others = tuple((f"/derivation/tail/{key}/{scale}.{period}.{each}", _TAILS[each]) for each in _TAILS if each != what)
    return DerivationView(group_name(on, found), f"/register?group={key}&scale={scale}#curve", root, others)


def _parts(quantity: str) -> tuple[Scale | None, str, str]:
    scale, _, rest = quantity.partition(".")
    middle, _, what = rest.rpartition(".")
    return next((each for each in Scale if each == scale), None), middle, what


def _said(value: float, unit: str) -> str:
    return f"{number(value)} {unit}".strip()


def _period(one: Tail) -> Node:
    gives = Derivation(N_("once in so many years"), one.period, "year", N_("probability = 1 / years"), "")
    return Node(gives, f"{number(one.period)} ({percent(1.0 / one.period)})", Basis.WORKED)


def _at_risk(on: Ground, one: Tail, unit: str, key: str, scale: Scale) -> Node:
    gives = Derivation(
        _TAILS["loss"],
        one.loss,
        unit,
        N_("the loss of a year that is exceeded with probability 1 / period in the simulated years"),
        _YEARS,
        _FINE,
    )
    return Node(gives, _said(one.loss, unit), Basis.WORKED, (_period(one), *_simulated(on, key, scale)))


def _beyond(on: Ground, one: Tail, unit: str, key: str, scale: Scale) -> Node:
    gives = Derivation(
        _TAILS["beyond"],
        one.beyond,
        unit,
        N_("mean loss of the simulated years at or above that loss"),
        f"{_ARTZNER}; docs/understand/simulation.md",
    )
    return Node(gives, _said(one.beyond, unit), Basis.WORKED, (_at_risk(on, one, unit, key, scale),))


def _once(on: Ground, one: Tail, unit: str, key: str, scale: Scale) -> Node:
    gives = Derivation(
        _TAILS["once"],
        one.once,
        unit,
        N_("the loss that the largest event of a year exceeds with probability 1 / period"),
        _YEARS,
        _FINE,
    )
    return Node(gives, _said(one.once, unit), Basis.WORKED, (_period(one), *_simulated(on, key, scale)))


def _simulated(on: Ground, key: str, scale: Scale) -> tuple[Node, ...]:
    """What the years were simulated from: how many, the seed, and the risks in them with rate and loss."""
    total = total_of(on.seen, key, scale)
    years = on.whole.assessment.years
    drawn = Node(
        Derivation(
            N_("simulated years"),
            float(years),
            "",
            N_("events of each risk from its uncertain rate, each with a sample of what it brings, with common causes"),
            f"{_SALMON}; docs/understand/simulation.md",
        ),
        f"{years:,}",
        Basis.WORKED,
        () if total is None else addends(on, total, key),
    )
    seed = stated(N_("seed of the random numbers"), f"{on.whole.seed}", f"{on.whole.seed}", "")
    return drawn, seed


def curve(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """How a point of a curve came about: `curve/all/deaths.12.often` is how often one event is worse than level 12."""
    scale, index, what = _parts(quantity)
    found = None if scale is None else curve_of(on.seen, key, scale)
    at = int(index) if index.isascii() and index.isdecimal() else -1
    if found is None or scale is None or what not in _POINTS or not 0 <= at < len(found.loss):
        return None
    known = {"year": found.probability, "once": found.occurrence, "often": found.frequency}[what]
    if len(known) != len(found.loss):
        return None
    build: dict[str, Callable[[Ground, Curve, int, str], Node]] = {
        "year": _of_year,
        "once": _of_event,
        "often": _often,
    }
    total = total_of(on.seen, key, scale)
    title = words(scale) if total is None else group_name(on, total)
    others = tuple((f"/derivation/curve/{key}/{scale}.{at}.{each}", _POINTS[each]) for each in _POINTS if each != what)
    back = f"/register?group={key}&scale={scale}#curve"
    return DerivationView(title, back, build[what](on, found, at, key), others)


def _level(on: Ground, of: Curve, at: int) -> Node:
    unit = on.whole.place.profile.scales[of.scale].unit
    gives = Derivation(N_("level of loss"), of.loss[at], unit, N_("a point of the grid of levels"), "", _GRID)
    return Node(gives, _said(of.loss[at], unit), Basis.WORKED)


def _of_year(on: Ground, of: Curve, at: int, key: str) -> Node:
    gives = Derivation(
        _POINTS["year"],
        of.probability[at],
        "",
        N_("years whose loss exceeds the level / simulated years"),
        _YEARS,
    )
    inputs = (_level(on, of, at), *_bands(of, at), *_simulated(on, key, of.scale))
    return Node(gives, f"{percent(of.probability[at])} ({rate(of.probability[at])})", Basis.WORKED, inputs)


def _bands(of: Curve, at: int) -> tuple[Node, ...]:
    """What is not known of the rates, and what comes of too few years."""
    found = [
        Node(
            Derivation(
                N_("90 %% interval of the uncertain rates"),
                "",
                "",
                N_("probability × quantile / mean of 1 − exp(−sum of rate × share of events above the level)"),
                N_("500 draws of the rates; docs/understand/simulation.md"),
            ),
            f"{percent(of.low[at])} – {percent(of.high[at])}",
            Basis.WORKED,
        )
    ]
    if of.sampling_low and of.sampling_high:
        gives = Derivation(
            N_("90 %% interval from the number of years alone"), "", "", N_("score interval of a proportion"), _WILSON
        )
        found.append(Node(gives, f"{percent(of.sampling_low[at])} – {percent(of.sampling_high[at])}", Basis.WORKED))
    return tuple(found)


def _of_event(on: Ground, of: Curve, at: int, key: str) -> Node:
    gives = Derivation(
        _POINTS["once"],
        of.occurrence[at],
        "",
        N_("years with an event whose own loss exceeds the level / simulated years"),
        _YEARS,
    )
    inputs = (_level(on, of, at), *_simulated(on, key, of.scale))
    return Node(gives, percent(of.occurrence[at]), Basis.WORKED, inputs)


def _often(on: Ground, of: Curve, at: int, key: str) -> Node:
    gives = Derivation(
        _POINTS["often"],
        of.frequency[at],
        "1/year",
        N_("F(N) = sum over the risks of events of the year × share of their samples above the level"),
        N_("exact for the samples and mean rates, no years are simulated; docs/understand/simulation.md"),
    )
    total = total_of(on.seen, key, of.scale)
    risks = () if total is None else addends(on, total, key)
    return Node(gives, rate(of.frequency[at]), Basis.WORKED, (_level(on, of, at), *risks))
