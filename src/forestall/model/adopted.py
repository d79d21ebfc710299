"""A plan that somebody has decided on, as it was when they did."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from forestall.model.marks import Unit


@dataclass(frozen=True, slots=True)
class Adopted:
    """A plan with who adopted it, when, why, and what was known then."""

    number: int
    """From 1; the last one is in force."""
    at: datetime
    """When it was adopted."""
    by: str
    """Account that adopted it."""
    reason: str
    """Why, in their words."""
    budget: Annotated[float, Unit("currency")]
    """For which budget it was made."""
    cost: Annotated[float, Unit("currency")]
    """Present value of what it costs."""
    before: Annotated[float, Unit("currency/year")]
    """Weighted expected yearly loss without it, as it was worked out then."""
    after: Annotated[float, Unit("currency/year")]
    """The same with it."""
    measures: dict[str, str]
    """Its measures with their titles then."""
    plan: str
    """SHA-256 of the plan with all that stood around it, hexadecimal."""
    evidence: str
    """SHA-256 over what the pass behind it saw and found, hexadecimal."""
    of: datetime
    """Time of that pass."""
    entry: int
    """Its entry in the ledger."""
    withdrawn: dict[str, str] = field(default_factory=dict)
    """Measures with their titles that were taken out of the plan before to come to this one; `plan` then is the digest
    of the plan that was adopted whole, and cost and losses are those of what is left."""
