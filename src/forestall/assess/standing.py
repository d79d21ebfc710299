"""Where a risk stands: its cell in the place's risk matrix, and its band of tolerability.

The consequence that counts in the matrix is the 95 % quantile of the weighted loss of one event, a reasonable worst
case. Bands: the worse of what the expected loss says and, where something hazardous is released, what the deaths say.
Not here: totals over all risks.
"""

from typing import Literal

import numpy as np

from forestall.assess.bank import Bank
from forestall.assess.hazard import SCALES, Floats, Scene
from forestall.assess.likelihood import Likelihood
from forestall.model.profile import Criteria, RegisterRules
from forestall.model.risk import Standing
from forestall.model.scenario import FromRelease, Scenario
from forestall.model.words import Scale
from forestall.science.statistics import exceedance, gamma_poisson

Band = Literal["unacceptable", "as low as reasonably practicable", "broadly acceptable", "no criterion"]

WORST_CASE = 0.95
DAYS_PER_YEAR = 365.25
_ORDER: tuple[Band, ...] = (
    "no criterion", "broadly acceptable", "as low as reasonably practicable", "unacceptable",
)  # fmt: skip


def standing(scene: Scene, scenario: Scenario, likely: Likelihood, bank: Bank, expected: float) -> Standing:
    """Place a risk.

    Args:
        scene: the place, with its thresholds and criteria
        scenario: the scenario; the societal line is for installations, so only a release is held against it
        likely: how often the scenario comes; the matrix takes the base rate, for it is about years
        bank: what one event brings
        expected: weighted expected loss [currency/year]

    Source:
        Reasonable worst case and matrix: UK Cabinet Office (2023), National Risk Register, chapter 3
        Bands: Health and Safety Executive (2001), Reducing risks, protecting people, paragraphs 122-132
    """
    rules = scene.place.profile.register
    chance = gamma_poisson.at_least_one(likely.base, rules.likelihood_horizon / DAYS_PER_YEAR)
    worst = exceedance.weighted_quantile(_weighted(scene, bank), bank.weights, WORST_CASE)
    released = any(isinstance(part, FromRelease) for part in scenario.consequences)
    societal = _societal(scene.place.profile.criteria, likely, bank) if released else None
    return Standing(
        likelihood=1 + int(np.searchsorted(rules.likelihood, chance, side="right")),
        impact=1 + int(np.searchsorted(rules.impact, worst, side="right")),
        likelihood_thresholds=rules.likelihood,
        likelihood_horizon=rules.likelihood_horizon,
        impact_thresholds=rules.impact,
        impact_loss=worst,
        band=max(_by_loss(rules, expected), _by_deaths(rules, societal), key=_ORDER.index),
        societal=societal,
    )


def _weighted(scene: Scene, bank: Bank) -> Floats:
    """Weighted loss of each sample, shape (n,) [currency]."""
    known = scene.place.profile.scales
    weight = np.array([known[scale].weight if scale in known else 0.0 for scale in SCALES])
    return np.asarray(bank.losses.sum(axis=2) @ weight)


def _societal(criteria: Criteria, likely: Likelihood, bank: Bank) -> float | None:
    """Largest F(N) N^slope / intercept over the samples with one death or more."""
    deaths = bank.losses[:, SCALES.index(Scale.DEATHS)].sum(axis=1)
    order = np.argsort(-deaths, kind="stable")
    deaths, reached = deaths[order], np.cumsum(bank.weights[order]) * likely.base.mean
    counted = deaths >= 1
    if not counted.any():
        return None
    return float((reached[counted] * deaths[counted] ** criteria.societal_slope).max() / criteria.societal_intercept)


def _by_loss(rules: RegisterRules, expected: float) -> Band:
    if rules.acceptable is None and rules.unacceptable is None:
        return "no criterion"
    if rules.unacceptable is not None and expected > rules.unacceptable:
        return "unacceptable"
    if rules.acceptable is not None and expected < rules.acceptable:
        return "broadly acceptable"
    return "as low as reasonably practicable"


def _by_deaths(rules: RegisterRules, societal: float | None) -> Band:
    if societal is None:
        return "no criterion"
    if societal > 1:
        return "unacceptable"
    return "broadly acceptable" if societal < rules.negligible else "as low as reasonably practicable"
