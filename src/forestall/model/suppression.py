"""Decisions to see some findings of Sigma rules no longer, and what they keep from being seen."""

from dataclasses import dataclass
from datetime import date

from forestall.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Suppression:
    """A decision not to see what a Sigma rule finds, with who decided, why, and until when."""

    rule: str
    """Id of the Sigma rule, `*` and `?` allowed; `*` alone is refused unless a machine or site is named."""
    by: str
    """The office that decided; never a person."""
    why: str
    """Why."""
    until: date
    """The last day on which it holds (UTC)."""
    host: str = "*"
    """Machine, `*` and `?` allowed, or a subnet such as `10.2.0.0/16`."""
    site: str = "*"
    """Site of the place, `*` and `?` allowed."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What a suppression keeps from being seen: kept with its count, and counted nowhere else."""

    finding: Finding
    """The finding, as it would have been, of the records that are suppressed."""
    decision: Suppression
    """Who decided, why, and until when."""
