"""Fire and explosion of a release: the model and what it is made of."""

from forestall.assess.hazards.fire_release.model import Burning

__all__ = ["Burning"]
