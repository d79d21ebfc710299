"""A toxic cloud over people: the model and what it is made of."""

from forestall.assess.hazards.toxic_release.model import ToxicCloud

__all__ = ["ToxicCloud"]
