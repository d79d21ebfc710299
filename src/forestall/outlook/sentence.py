"""The day in a few sentences that a director can read aloud."""

from enum import StrEnum

from forestall.outlook import wording
from forestall.outlook.fields import FieldLevel, FieldView, because, gain
from forestall.outlook.given import Given
from forestall.outlook.notices import NoticesView
from forestall.outlook.owed import OwedView
from forestall.outlook.planning import PlanView

_MOST_FIELDS = 2
_ALARMING = (FieldLevel.HIGH, FieldLevel.RAISED)


class About(StrEnum):
    """What a sentence speaks of."""

    FIELDS = "fields"
    WARNINGS = "warnings"
    OVERDUE = "overdue"
    PLAN = "plan"
    BLIND = "blind"


def sentence(
    given: Given, fields: tuple[FieldView, ...], notices: NoticesView, plan: PlanView, owed: OwedView
) -> tuple[str, ...]:
    """What stands out, one sentence each: fields, warnings, what is overdue, the plan, what is not seen."""
    return tuple(text for _, text in sentences(given, fields, notices, plan, owed))


def sentences(
    given: Given, fields: tuple[FieldView, ...], notices: NoticesView, plan: PlanView, owed: OwedView
) -> tuple[tuple[About, str], ...]:
    """The same with what each speaks of."""
    said = [
        *((About.FIELDS, each) for each in _alarming(given, fields)),
        (About.WARNINGS, _warnings(given, notices, fields)),
        (About.OVERDUE, _overdue(given, owed)),
        (About.PLAN, _plan(given, plan)),
        (About.BLIND, _blind(fields)),
    ]
    return tuple(each for each in said if each[1])


def _alarming(given: Given, fields: tuple[FieldView, ...]) -> list[str]:
    alarming = sorted((each for each in fields if each.level in _ALARMING), key=lambda view: _urgency(given, view))
    if not alarming:
        calm = sum(each.level is FieldLevel.CALM for each in fields)
        if not calm:
            return ["Nothing is known of any field."]
        return ["All five fields are calm." if calm == len(fields) else f"{calm} of {len(fields)} fields are calm."]
    said = [_field(each) for each in alarming[:_MOST_FIELDS]]
    for level in _ALARMING:
        names = [str(each.field) for each in alarming[_MOST_FIELDS:] if each.level is level]
        if names:
            said.append(f"{_list(names).capitalize()} {'is' if len(names) == 1 else 'are'} {level} too.")
    return said


def _urgency(given: Given, view: FieldView) -> tuple[int, float]:
    """The higher level first, then the risk to which its findings add more."""
    return _ALARMING.index(view.level), 0.0 if view.moved is None else -gain(given, view.moved)


def _field(view: FieldView) -> str:
    name = str(view.field).capitalize()
    if view.moved is None:
        return f"{name} is {view.level}: {view.reason}"
    moved = view.moved
    often = wording.number(moved.ratio)
    return f"{name} is {view.level}: “{moved.title}” is {often} times as likely as usual{because(moved)}."


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _warnings(given: Given, notices: NoticesView, fields: tuple[FieldView, ...]) -> str:
    if not notices.warnings:
        blind = any(each.blind for each in fields)
        return "No warning that is known of is in force." if blind else "No warning is in force."
    first = notices.warnings[0].alert
    what = f"“{first.headline or first.event}”"
    until = f" until {given.words.moment(first.expires)}" if first.expires is not None else ""
    if len(notices.warnings) == 1:
        return f"One warning is in force: {what}{until}."
    return f"{len(notices.warnings)} warnings are in force, the most severe: {what}{until}."


def _overdue(given: Given, owed: OwedView) -> str:
    if not given.obligations:
        return "No obligation is known."
    late = len(owed.overdue)
    if not late:
        return "Nothing is overdue."
    return f"{wording.plural(late, 'obligation')} {'is' if late == 1 else 'are'} overdue."


def _plan(given: Given, plan: PlanView) -> str:
    if plan.removed is None:
        return "What the plan would remove is not known: no data on expected loss."
    if not plan.chosen:
        return "The plan holds no measure."
    share, cost = wording.percent(plan.removed), given.words.money(given.plan.cost)
    return f"The plan removes {share} of the expected loss for {cost}."


def _blind(fields: tuple[FieldView, ...]) -> str:
    names = [str(each.field) for each in fields if each.blind]
    if not names:
        return ""
    return f"No working source informs {_list(names)}: what is not seen there is not known."
