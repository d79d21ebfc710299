"""Measured and computed values of a set of trials."""

from dataclasses import dataclass

from forestall.science.statistics.model_scores import Scores


@dataclass(frozen=True, slots=True)
class Trials:
    """One set of trials with one model."""

    name: str
    """Of the trials."""
    model: str
    """What was held against them."""
    unit: str
    """Of both values."""
    pairs: tuple[tuple[float, float], ...]
    """Measured, computed."""
    scores: Scores
    """How near they are."""
    bars: str
    """What is asked of the scores."""
