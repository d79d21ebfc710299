"""What a release comes to: branches with probabilities that add up to 1. Not here: what each branch does to people."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from forestall.core.errors import InputError
from forestall.science.chemical.risk.tables import rows


class Branch(StrEnum):
    """What a release comes to."""

    TOXIC = "toxic"
    FIREBALL = "fireball"
    JET_FIRE = "jet_fire"
    POOL_FIRE = "pool_fire"
    FLASH_FIRE = "flash_fire"
    EXPLOSION = "explosion"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Loss:
    """What decides between the branches."""

    at_once: bool
    """The whole content, at once."""
    pressurised: bool
    """A gas, or a liquid above its boiling point; else a liquid that forms a pool."""
    toxic: bool
    """It poisons where it does not burn."""
    immediate: float
    """Probability of ignition at once."""
    delayed: float
    """Probability of ignition later, given none at once."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How ignited releases divide."""

    bleve: float
    """Fireballs among vessels under pressure that burst and ignite at once."""
    explosion: float
    """Explosions among clouds that ignite; the rest are flash fires."""


def usual_shares() -> Shares:
    """The shares of CPR 18E (1999), 4.7, from `content/loss_of_containment/shares.csv`."""
    found = {row["share"]: float(row["value"]) for row in rows("loss_of_containment", "shares")}
    return Shares(found["bleve"], found["explosion"])


def event_tree(loss: Loss, shares: Shares) -> Mapping[Branch, float]:
    """Probability of each branch; those that cannot happen are left out.

        at once, under pressure:  immediate: fireball, else the cloud burns at once;  delayed: the cloud burns
        lasting, under pressure:  immediate: jet fire;   delayed: the cloud burns
        a liquid:                 immediate: pool fire;  delayed: pool fire
        no ignition:              toxic, or none

    Args:
        loss: what decides
        shares: how ignited releases divide

    Returns:
        Probabilities that add up to 1.

    Raises:
        InputError: a probability is not within 0..1.

    Source:
        CPR 18E (1999), Purple Book, 4.7, figures 4.2 to 4.5. A liquid's delayed flash fire is left out: its pool fire
        stands for it
    """
    for name, value in (("immediate", loss.immediate), ("delayed", loss.delayed), ("bleve", shares.bleve)):
        if not 0 <= value <= 1:
            raise InputError(f"event tree: {name} is {value:g}, must be within 0..1")
    if not 0 <= shares.explosion <= 1:
        raise InputError(f"event tree: explosion is {shares.explosion:g}, must be within 0..1")
    later = (1 - loss.immediate) * loss.delayed
    found = dict.fromkeys(Branch, 0.0)
    found[Branch.TOXIC if loss.toxic else Branch.NONE] = (1 - loss.immediate) * (1 - loss.delayed)
    if not loss.pressurised:
        found[Branch.POOL_FIRE] = loss.immediate + later
    else:
        cloud = later
        if loss.at_once:
            found[Branch.FIREBALL] = loss.immediate * shares.bleve
            cloud += loss.immediate * (1 - shares.bleve)
        else:
            found[Branch.JET_FIRE] = loss.immediate
        found[Branch.EXPLOSION] = cloud * shares.explosion
        found[Branch.FLASH_FIRE] = cloud * (1 - shares.explosion)
    return {branch: value for branch, value in found.items() if value > 0}
