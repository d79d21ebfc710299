"""How long what arrived is kept, by source and label. The ledger is kept whole and is not spoken of here."""

from dataclasses import dataclass

from forestall.model.label import Label


@dataclass(frozen=True, slots=True)
class Keep:
    """How long the rows of some sources are kept."""

    days: int
    """Days after the day of the event [day]."""
    source: str | None = None
    """The source; None for every one."""
    label: Label | None = None
    """The label; None for every one."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long everything that arrived is kept; of several rules for the same rows the first counts."""

    rules: tuple[Keep, ...] = ()
    """Rules, the first that fits counts."""
    days: int = 400
    """For rows that no rule speaks of: a year and a month [day]."""
    quarantine_days: int = 90
    """For what was rejected [day]."""
    request_hours: int = 24
    """For keys of requests [h]."""
    embedded_days: int = 2
    """After this, what was worked through moves from the database to the lake [day]."""

    def days_of(self, source: str, label: Label) -> int:
        """How long the rows of a source with a label are kept [day]."""
        for rule in self.rules:
            if rule.source in {None, source} and rule.label in {None, label}:
                return rule.days
        return self.days
