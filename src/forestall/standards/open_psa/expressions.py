"""Values of stochastic expressions: random deviates stand for their mean, as the format says where nothing is drawn.

What is not here, and is refused by name: `periodic-test` with eleven arguments, histograms, extern functions, and the
tests of initiating and functional events.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from forestall.core.errors import InputError, StandardError
from forestall.standards.open_psa.document import Expression
from forestall.standards.open_psa.xml import NAME

MOST_TESTS = 1_000_000
CONSTANTS = ("float", "int", "bool")


def exponential(rate: float, time: float) -> float:
    """Probability to have failed by `time` [h] at a failure rate [1/h]: 1 - exp(-rate time). MEF 2.0d, built-ins."""
    _at_least_zero(rate=rate, time=time)
    return -math.expm1(-rate * time)


def glm(gamma: float, rate: float, repair: float, time: float) -> float:
    """Repairable, may fail on demand with probability gamma; rates [1/h], time [h]. MEF 2.0d, built-ins."""
    _at_least_zero(gamma=gamma, rate=rate, repair=repair, time=time)
    total = rate + repair
    if total == 0.0:
        return gamma
    return (rate - (rate - gamma * total) * math.exp(-total * time)) / total


def weibull(scale: float, shape: float, shift: float, time: float) -> float:
    """1 - exp(-((time - shift) / scale)^shape); scale, shift, time [h]; 0 before the shift. MEF 2.0d, built-ins."""
    _at_least_zero(shift=shift, time=time)
    if scale <= 0.0 or shape <= 0.0:
        raise ValueError(f"scale {scale:g} and shape {shape:g} must be above 0")
    return -math.expm1(-(((time - shift) / scale) ** shape)) if time > shift else 0.0


def periodic_test(*given: float) -> float:
    """Unavailability of a component tested every `interval` [h] from `first` on; the test itself takes no time.

    Four arguments: rate, interval, first, time, repaired at once. Five: rate, repair rate, interval, first, time; a
    failure found by a test is under repair from then on. Between tests dA/dt = -rate A + repair R, dR/dt = -repair R,
    with A available and R in repair; a failure after that is found by the next test.

    Source: MEF 2.0d, built-ins, periodic-test.
    """
    rate, repair, interval, first, time = (given[0], math.inf, *given[1:]) if len(given) == 4 else given
    _at_least_zero(rate=rate, repair=repair, first=first, time=time)
    if interval <= 0.0:
        raise ValueError(f"interval {interval:g} must be above 0")
    if time < first:
        return exponential(rate, time)
    tests = math.floor((time - first) / interval)
    if math.isinf(repair):
        return exponential(rate, time - first - tests * interval)
    if tests >= MOST_TESTS:
        raise ValueError(f"{tests} tests, at most {MOST_TESTS} are followed")
    available, repairing = math.exp(-rate * first), 0.0
    for n in range(tests + 1):
        failed = 1.0 - available - repairing
        last = n == tests
        available, repairing = _between_tests(
            available, repairing + failed, rate, repair, time - first - tests * interval if last else interval
        )
    return 1.0 - available


def _between_tests(
    available: float, repairing: float, rate: float, repair: float, span: float
) -> tuple[float, float]:  # fmt: skip
    stays, under = math.exp(-rate * span), math.exp(-repair * span)
    if abs(rate - repair) < 1e-9 * max(rate, repair):
        back = repair * span * stays
    else:
        back = repair * (under - stays) / (rate - repair)
    return available * stays + repairing * back, repairing * under


def _at_least_zero(**values: float) -> None:
    for name, value in values.items():
        if not value >= 0.0:
            raise ValueError(f"{name} is {value:g}, must be at least 0")


def _lognormal(*given: float) -> float:
    """Mean of a lognormal deviate: given, or from the parameters of its logarithm. MEF 2.0d, random deviates."""
    return given[0] if len(given) == 3 else math.exp(given[0] + given[1] ** 2 / 2.0)


@dataclass(frozen=True, slots=True)
class _Operation:
    """How many arguments, and what of them."""

    counts: tuple[int, ...]
    value: Callable[..., float]


ANY: tuple[int, ...] = ()
OPERATIONS: Mapping[str, _Operation] = {
    "neg": _Operation((1,), lambda x: -x),
    "add": _Operation(ANY, lambda *x: math.fsum(x)),
    "sub": _Operation(ANY, lambda *x: x[0] - math.fsum(x[1:])),
    "mul": _Operation(ANY, lambda *x: math.prod(x)),
    "div": _Operation(ANY, lambda *x: x[0] / math.prod(x[1:])),
    "pi": _Operation((0,), lambda: math.pi),
    "abs": _Operation((1,), abs),
    "exp": _Operation((1,), math.exp),
    "log": _Operation((1,), math.log),
    "log10": _Operation((1,), math.log10),
    "sqrt": _Operation((1,), math.sqrt),
    "pow": _Operation((2,), math.pow),
    "min": _Operation(ANY, lambda *x: min(x)),
    "max": _Operation(ANY, lambda *x: max(x)),
    "mean": _Operation(ANY, lambda *x: math.fsum(x) / len(x)),
    "exponential": _Operation((2,), exponential),
    "GLM": _Operation((4,), glm),
    "Weibull": _Operation((4,), weibull),
    "periodic-test": _Operation((4, 5), periodic_test),
    "uniform-deviate": _Operation((2,), lambda low, high: (low + high) / 2.0),
    "normal-deviate": _Operation((2,), lambda mean, _: mean),
    "lognormal-deviate": _Operation((2, 3), _lognormal),
    "gamma-deviate": _Operation((2,), lambda shape, scale: shape * scale),
    "beta-deviate": _Operation((2,), lambda alpha, beta: alpha / (alpha + beta)),
}


class Values:
    """Values of expressions over a model's parameters at one mission time [h]."""

    def __init__(self, parameters: Mapping[str, Expression], mission_time: float) -> None:
        if not 0.0 <= mission_time < math.inf:
            raise InputError(f"mission time is {mission_time:g} h, expected at least 0")
        self._parameters, self._time = parameters, mission_time
        self._known: dict[str, float] = {}
        self._begun: list[str] = []

    def of(self, expression: Expression) -> float:
        """Its value.

        Raises:
            StandardError: it cannot be computed; names the line.
        """
        if expression.tag in CONSTANTS:
            return _constant(expression)
        if expression.tag == "system-mission-time":
            return self._time
        if expression.tag == "parameter":
            return self._parameter(expression)
        operation = OPERATIONS.get(expression.tag)
        if operation is None:
            raise _cannot(expression, "is an expression we cannot compute", hint=f"known: {', '.join(OPERATIONS)}")
        counts, found = operation.counts, len(expression.arguments)
        if (counts and found not in counts) or (not counts and found == 0):
            wanted = " or ".join(map(str, counts)) or "at least 1"
            raise _cannot(expression, f"has {found} arguments, expected {wanted}")
        try:
            value = float(operation.value(*map(self.of, expression.arguments)))
        except (ValueError, ArithmeticError) as error:
            raise _cannot(expression, str(error)) from error
        if not math.isfinite(value):
            raise _cannot(expression, f"gives {value}")
        return value

    def _parameter(self, expression: Expression) -> float:
        name = expression.value
        if name in self._begun:
            circle = " → ".join([*self._begun[self._begun.index(name) :], name])
            raise _cannot(expression, f"parameters define each other in a circle: {circle}")
        if name not in self._known:
            self._begun.append(name)
            self._known[name] = self.of(self._parameters[name])
            self._begun.pop()
        return self._known[name]


def _constant(expression: Expression) -> float:
    if expression.tag == "bool":
        if expression.value not in {"true", "false"}:
            raise _cannot(expression, f"{expression.value[:40]!r} is neither true nor false")
        return float(expression.value == "true")
    try:
        value = float(expression.value)
    except ValueError as error:
        raise _cannot(expression, f"{expression.value[:40]!r} is no number") from error
    if not math.isfinite(value):
        raise _cannot(expression, f"{expression.value[:40]!r} is no finite number")
    return value


def _cannot(expression: Expression, message: str, hint: str = "") -> StandardError:
    return StandardError(f"{expression.tag}: {message}", path=f"line {expression.line}", clause=NAME, hint=hint)
