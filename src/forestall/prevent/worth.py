"""What money and benefit over the planning period are worth today. Not here: which measures are bought."""

import math

from forestall.model.measure import Measure
from forestall.model.profile import Appraisal

MONTHS_A_YEAR = 12.0


def flow(start: float, end: float, discount: float) -> float:
    """Present value of one unit a year that flows evenly from one time to another.

        integral from start to end of (1 + r)^-t dt = ((1 + r)^-start - (1 + r)^-end) / ln(1 + r)

    Args:
        start, end: times from now [year]
        discount: yearly discount rate r [1/year]

    Returns:
        The present value [year]; 0 when the end is not after the start.

    Source:
        HM Treasury, The Green Book (2022), A6: discount factor (1 + r)^-t, here integrated over continuous time.
    """
    if end <= start:
        return 0.0
    rate = math.log1p(discount)
    if rate == 0.0:
        return end - start
    return -math.exp(-rate * start) * math.expm1(-rate * (end - start)) / rate


def effect_years(measure: Measure, appraisal: Appraisal) -> float:
    """Discounted years [year] for which a measure works within the planning period: from its lead time on."""
    return flow(measure.lead / MONTHS_A_YEAR, appraisal.period, appraisal.discount)


def present_cost(measure: Measure, appraisal: Appraisal) -> float:
    """Present value of what a measure costs over the planning period [currency].

        cost * sum of (1 + r)^(-k life), k = 0..n-1  +  yearly_cost * flow(0, period)

    It is bought now and again each time its life ends, as long as what is bought would still begin to work within
    the period (k life + lead < period); running cost is counted from the decision on, so that it is never understated.
    """
    working = appraisal.period - measure.lead / MONTHS_A_YEAR
    times = max(1, math.ceil(working / measure.life - 1e-9))
    step = math.log1p(appraisal.discount) * measure.life
    renewals = float(times) if step == 0.0 else math.expm1(-step * times) / math.expm1(-step)
    return measure.cost * renewals + measure.yearly_cost * flow(0.0, appraisal.period, appraisal.discount)
