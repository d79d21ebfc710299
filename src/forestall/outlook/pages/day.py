"""The first page: the five fields, what to look at first, what is in force, what is overdue."""

from collections.abc import Mapping
from dataclasses import dataclass

from forestall.outlook import earlier
from forestall.outlook.fields import FieldView, fields
from forestall.outlook.given import Given
from forestall.outlook.notices import NoticesView, notices
from forestall.outlook.owed import OwedView, owed
from forestall.outlook.planning import PlanView, planning
from forestall.outlook.risks import RiskRow, risks
from forestall.outlook.sentence import sentence

_TOP = 8


@dataclass(frozen=True, slots=True)
class Day:
    """What the first page shows of a pass."""

    sentence: tuple[str, ...]
    """The day in a few sentences."""
    fields: tuple[FieldView, ...]
    """The five fields."""
    top: tuple[RiskRow, ...]
    """The first of the ranked risks."""
    risks: int
    """How many there are."""
    notices: NoticesView
    """Warnings in force, findings."""
    owed: OwedView
    """Obligations."""
    plan: PlanView
    """The plan."""


def day(given: Given, previous: Mapping[str, object] | None) -> Day:
    """The first page of a pass.

    Args:
        given: the records that the reader may see
        previous: summary of the pass before; None when there is none that they may see
    """
    before = earlier.read(previous)
    ranked = risks(given, before)
    stood, noticed, planned, due = fields(given, before), notices(given), planning(given), owed(given)
    return Day(
        sentence=sentence(given, stood, noticed, planned, due),
        fields=stood,
        top=ranked.shown[:_TOP],
        risks=len(given.assessment.risks),
        notices=noticed,
        owed=due,
        plan=planned,
    )
