"""What the previous pass said, read from the summary it left. A summary that cannot be read is no summary."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from forestall.core.clock import instant
from forestall.core.errors import InputError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Earlier:
    """The summary of the previous pass; a value it does not hold is None."""

    at: datetime
    """Time of that pass."""
    fields: Mapping[str, object]
    risks: Mapping[str, object]
    findings: Mapping[str, object]
    sources: Mapping[str, object]
    obligations: Mapping[str, object]
    measures: Mapping[str, object]
    plan: Mapping[str, object]

    def field_loss(self, field: str) -> float | None:
        """Expected yearly loss of a field [currency/year]."""
        return real(_inner(_inner(self.fields, field), "weighted").get("mean"))

    def field_level(self, field: str) -> str:
        """How a field stood; empty when that is not known."""
        return text(_inner(self.fields, field).get("level"))

    def risk(self, scenario: str, key: str) -> float | None:
        """A number of a risk: `rank`, `ratio`, `weighted`."""
        return real(_inner(self.risks, scenario).get(key))

    def title(self, kind: Mapping[str, object], key: str) -> str:
        """Title of something that was there; its id when that is not known."""
        return text(_inner(kind, key).get("title")) or key


def read(previous: Mapping[str, object] | None) -> Earlier | None:
    """The previous pass's summary; None when there is none of our format."""
    if previous is None or previous.get("format") != FORMAT:
        return None
    try:
        at = instant(text(previous.get("at")))
    except InputError:
        return None
    plan = _inner(previous, "plan")
    return Earlier(
        at=at,
        fields=_inner(previous, "fields"),
        risks=_inner(previous, "risks"),
        findings=_inner(previous, "findings"),
        sources=_inner(previous, "sources"),
        obligations=_inner(previous, "obligations"),
        measures=_inner(plan, "measures"),
        plan=plan,
    )


def _inner(outer: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = outer.get(key)
    return value if isinstance(value, dict) else {}


def real(value: object) -> float | None:
    """A number, or None for anything else."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def text(value: object) -> str:
    """A text, or an empty one for anything else."""
    return value if isinstance(value, str) else ""
