"""A property of a substance over temperature, with the range it was fitted for. Not here: which substance has which."""

import math
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How the numbers of a curve are meant; DIPPR's numbers for the equations."""

    VAPOUR_PRESSURE = "dippr101"
    """ln y = a + b/T + c ln T + d T^e"""
    DENSITY = "dippr105"
    """y = a / b^(1 + (1 - T/c)^d)"""
    CRITICAL = "dippr106"
    """y = a (1 - x)^(b + c x + d x^2), x = T/e; zero at the critical temperature e"""
    POLYNOMIAL = "polynomial"
    """y = a + b T + c T^2 + d T^3 + e T^4"""


@dataclass(frozen=True, slots=True)
class Curve:
    """A property over temperature."""

    form: Form
    numbers: tuple[float, float, float, float, float]
    """a, b, c, d, e"""
    low: float
    """Lowest temperature it was fitted for [K]."""
    high: float
    """Highest temperature it was fitted for [K]."""
    source: str

    def at(self, t: float) -> float:
        """The property at temperature t [K] in SI units; NaN outside the range it was fitted for.

        Source:
            Perry's Chemical Engineers' Handbook (8th ed., 2008), section 2, for the forms; `source` for the numbers
        """
        if not self.low <= t <= self.high:
            return math.nan
        return _value(self.form, self.numbers, t)


def _value(form: Form, numbers: tuple[float, float, float, float, float], t: float) -> float:
    a, b, c, d, e = numbers
    if form is Form.VAPOUR_PRESSURE:
        return math.exp(a + b / t + c * math.log(t) + d * math.pow(t, e))
    if form is Form.DENSITY:
        return a / math.pow(b, 1.0 + math.pow(max(0.0, 1.0 - t / c), d))
    if form is Form.CRITICAL:
        x = t / e
        return a * math.pow(max(0.0, 1.0 - x), b + c * x + d * x * x)
    return a + t * (b + t * (c + t * (d + t * e)))
