"""Runs worked cases with our relations and holds the results against the published ones. Not here: reading files."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forestall.core.errors import InputError
from forestall.science.chemical.cases.case import Case, Tolerance
from forestall.science.chemical.cases.quantity import Quantity

Output = float | str | Sequence[float] | Quantity | None
Model = Callable[[Mapping[str, Quantity]], Mapping[str, Output]]
"""Inputs by name -> results by name, in the unit the case expects (or as a `Quantity`, which is converted).

Beside the printed inputs a model finds `wanted`: the names of the outputs the case expects, as a comma-separated word
(`d_10kW,d_5kW`), for relations whose result depends on a threshold in that name; and `id`, where the case names its
substance only there (`vce-aloha-butane`).
"""
FACTOR = 2.0  # measured cases without a tolerance: share of points within a factor of two (Chang and Hanna 2004)


@dataclass(frozen=True, slots=True)
class Checked:
    """One output held against the published one."""

    name: str
    unit: str
    expected: float | str | tuple[float, ...]
    got: float | str | tuple[float, ...] | None
    ratio: float | None
    """got / expected, of several numbers the farthest from 1; None where one is no number or expected is 0."""
    inside: bool | None
    """Inside the tolerance of the case; None where it states none."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case and what came of it."""

    id: str
    group: str
    model: str
    certainty: str
    ok: bool
    reason: str
    """Why it could not be run, or how it was judged; empty when every output was held against its tolerance."""
    outputs: tuple[Checked, ...]


class _Inputs(dict[str, Quantity]):
    """Inputs that say what is missing."""

    def __missing__(self, name: str) -> Quantity:
        raise InputError(f"input {name!r} is missing")


def run(cases: Sequence[Case], models: Mapping[str, Model]) -> tuple[Outcome, ...]:
    """Run every case, in the order given; one without a model is reported as such, never left out.

    Args:
        cases: what to run
        models: `group/model` -> relation

    Returns:
        An outcome for each case.
    """
    return tuple(_run(case, models) for case in cases)


def _run(case: Case, models: Mapping[str, Model]) -> Outcome:
    model = models.get(case.key)
    if model is None:
        return _outcome(case, False, f"no model is known for {case.key!r}", {})
    inputs = _Inputs({**case.inputs, "wanted": _word(",".join(case.expected)), "id": _word(case.id)})
    try:
        with np.errstate(all="ignore"):
            return _judged(case, model(inputs))
    except (InputError, ValueError, ArithmeticError) as error:
        return _outcome(case, False, str(error), {})
    except LookupError as error:
        return _outcome(case, False, f"{error} is not known to the model", {})
    except TypeError as error:  # a root of a negative number is complex in Python
        return _outcome(case, False, f"an input is outside what the model is for: {error}", {})


def _word(text: str) -> Quantity:
    return Quantity(text, "-")


def _judged(case: Case, got: Mapping[str, Output]) -> Outcome:
    checked = _checked(case, got)
    if not case.tolerance.given:
        share = sum(_near(one) for one in checked) / len(checked) if checked else 0.0
        reason = f"no tolerance is stated: {share:.0%} of the points within a factor of two"
        return _outcome(case, share >= 0.5, reason, got)
    missing = [one.name for one in checked if one.got is None]
    reason = f"no result for {', '.join(missing)}" if missing else ""
    return _outcome(case, bool(checked) and all(one.inside for one in checked), reason, got)


def _outcome(case: Case, ok: bool, reason: str, got: Mapping[str, Output]) -> Outcome:
    return Outcome(case.id, case.group, case.model, case.certainty, ok, reason, _checked(case, got))


def _checked(case: Case, got: Mapping[str, Output]) -> tuple[Checked, ...]:
    return tuple(_check(name, wanted, got.get(name), case.tolerance) for name, wanted in case.expected.items())


def _check(name: str, wanted: Quantity, raw: Output, tolerance: Tolerance) -> Checked:
    got = _plain(raw, wanted.unit)
    if isinstance(wanted.value, str):
        return Checked(name, wanted.unit, wanted.value, got, None, got == wanted.value if tolerance.given else None)
    expected = wanted.numbers
    found = got if isinstance(got, tuple) else (got,) if isinstance(got, float) else ()
    fits = len(found) == len(expected)
    inside = fits and all(tolerance.holds(e, g) for e, g in zip(expected, found, strict=True))
    ratio = _farthest(expected, found) if fits else None
    shown = expected if isinstance(wanted.value, list) else expected[0]
    return Checked(name, wanted.unit, shown, got, ratio, inside if tolerance.given else None)


def _plain(raw: Output, unit: str) -> float | str | tuple[float, ...] | None:
    """A result as a number in the expected unit, numbers, a word; None where it is missing (or not a number)."""
    if isinstance(raw, Quantity):
        raw = raw.to(unit)
    if raw is None or isinstance(raw, str):
        return raw
    if isinstance(raw, Sequence):
        numbers = tuple(float(one) for one in raw)
        return numbers if all(math.isfinite(one) for one in numbers) else None
    return float(raw) if math.isfinite(raw) else None


def _farthest(expected: Sequence[float], got: Sequence[float]) -> float | None:
    ratios = [g / e for e, g in zip(expected, got, strict=True) if e != 0]
    return max(ratios, key=lambda ratio: abs(ratio - 1.0), default=None)


def _near(one: Checked) -> bool:
    return one.ratio is not None and 1 / FACTOR <= one.ratio <= FACTOR
