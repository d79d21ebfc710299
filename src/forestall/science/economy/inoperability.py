"""Inoperability input-output: how a shortage in one sector of an economy spreads to those that buy and sell.

Inoperability q of a sector is the share of its planned output that is not produced, 0 to 1. Not here: prices, stocks,
and who takes over the lost production; losses are therefore upper estimates for long outages.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def interdependency(coefficients: Floats, output: Floats) -> Floats:
    """The interdependency matrix of inoperabilities.

        A* = diag(x)^-1 A diag(x)        a*_ij = a_ij x_j / x_i

    Args:
        coefficients: technical coefficients A: what sector j buys from i for a unit of its output [1], shape (n, n)
        output: planned output x of each sector [currency/year], above 0, shape (n,)

    Returns:
        A* [1], shape (n, n): inoperability of i for each unit of inoperability of j.

    Raises:
        ValueError: a negative or missing number, or an economy that uses up more than it makes (spectral radius of A of
            1 or more): no output could satisfy it.

    Source:
        Santos and Haimes (2004), Modeling the demand reduction input-output inoperability due to terrorism of
        interconnected infrastructures, doi:10.1111/j.0272-4332.2004.00540.x
    """
    n = output.size
    if coefficients.shape != (n, n):
        raise ValueError(f"coefficients: shape {coefficients.shape}, expected ({n}, {n})")
    if not bool((coefficients >= 0).all()) or not bool((output > 0).all()):
        raise ValueError("coefficients and output: found a negative or missing number, expected output above 0")
    radius = float(np.abs(np.linalg.eigvals(coefficients)).max(initial=0.0))
    if radius >= 1:
        raise ValueError(
            f"coefficients: spectral radius {radius:.4g}, expected below 1: sectors use up more than is made"
        )
    return np.asarray(coefficients * output[None, :] / output[:, None])


def inoperability(dependence: Floats, perturbation: Floats) -> Floats:
    """Inoperability in the balance after a lasting perturbation.

        q = A* q + c*,   q = (I - A*)^-1 c*

    Args:
        dependence: A* [1], shape (n, n)
        perturbation: c*, share of each sector's output that is lost at first [1], shape (n,)

    Returns:
        q [1], shape (n,); not bounded by 1 (the model is linear).

    Source:
        Haimes and Jiang (2001), Leontief-based model of risk in complex interconnected infrastructures,
        doi:10.1061/(ASCE)1076-0342(2001)7:1(1)
    """
    return np.asarray(np.linalg.solve(np.eye(perturbation.size) - dependence, perturbation))


def loss_for_lost_hours(dependence: Floats, output: Floats, hours: Floats, hours_per_year: float = 8760.0) -> Floats:
    """Loss of each sector over all time after outages, however they lie in time.

        sum_t q(t) = (I - A*)^-1 sum_t c*(t),   loss_i = x_i / 8760 * sum_t q_i(t)

    The dynamic equation summed over time until q is 0 again: the recovery rates drop out.

    Args:
        dependence: A* [1], shape (n, n)
        output: x [currency/year], shape (n,)
        hours: sum over time of the perturbation of each sector [h], shape (samples, n)
        hours_per_year: [h/year]

    Returns:
        Loss of each sector [currency], shape (samples, n).
    """
    spread = np.linalg.solve(np.eye(output.size) - dependence, hours.T).T
    return np.asarray(spread * output / hours_per_year)


def recovery_rates(times: Floats, dependence: Floats) -> Floats:
    """Resilience coefficient of each sector from the time its own inoperability takes to fall to 1/e.

        k_i = 1 / (T_i (1 - a*_ii))

    Args:
        times: T [h], above 0, shape (n,)
        dependence: A* [1], shape (n, n)

    Returns:
        k [1/h], shape (n,).

    Source:
        Lian and Haimes (2006), Managing the risk of terrorism to interdependent infrastructure systems through the
        dynamic inoperability input-output model, doi:10.1002/sys.20051; there ln(q0 / qT) for our 1
    """
    return np.asarray(1.0 / (times * (1.0 - np.diag(dependence))))


def course(dependence: Floats, rates: Floats, perturbation: Floats, begin: Floats | None = None) -> Floats:
    """Inoperability hour by hour.

        q(t + 1) = q(t) + diag(1 - exp(-k)) (A* q(t) + c*(t) - q(t)),   0 <= q <= 1

    With k small this is the published q(t + 1) = q(t) + K (A* q + c* - q); the exponential keeps it stable for any k.

    Args:
        dependence: A* [1], shape (n, n)
        rates: resilience coefficients k [1/h], shape (n,)
        perturbation: c* in each hour [1], shape (hours, n)
        begin: q at the start [1], shape (n,); left out: 0

    Returns:
        q at the start of each hour and after the last one [1], shape (hours + 1, n).

    Source:
        Haimes, Horowitz, Lambert, Santos, Lian and Crowther (2005), Inoperability input-output model for interdependent
        infrastructure sectors I, doi:10.1061/(ASCE)1076-0342(2005)11:2(67)
    """
    gain = -np.expm1(-rates)
    found = np.zeros((perturbation.shape[0] + 1, rates.size))
    found[0] = 0.0 if begin is None else begin
    for t in range(perturbation.shape[0]):
        pull = dependence @ found[t] + perturbation[t] - found[t]
        found[t + 1] = np.clip(found[t] + gain * pull, 0.0, 1.0)
    return found


def loss_of_course(found: Floats, output: Floats, hours_per_year: float = 8760.0) -> Floats:
    """Loss of each sector over a course [currency], shape (n,): output times inoperability after each hour."""
    return np.asarray(found[1:].sum(axis=0) * output / hours_per_year)
