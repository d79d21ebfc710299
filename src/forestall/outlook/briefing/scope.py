"""What part of a pass a briefing is about: an authority with those below it, a field, a period."""

from dataclasses import dataclass, replace
from datetime import datetime

from forestall.core.errors import InputError
from forestall.model.alert import Alert
from forestall.model.words import Field
from forestall.outlook.given import Given
from forestall.outlook.sight import Thing, seen

_OF_PLACE = (Thing.FINDING, Thing.ALERT, Thing.SOURCE)
"""What concerns no authority or field concerns all of them."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a briefing is about; all of it where nothing is said."""

    jurisdiction: str = ""
    """An authority, with all below it."""
    field: Field | None = None
    """A field of security."""
    since: datetime | None = None
    """Findings that were last so before are left out."""
    until: datetime | None = None
    """Findings that were first so after are left out; None, or later than the pass, means up to the pass."""

    @property
    def whole(self) -> bool:
        """Whether it is about the whole place."""
        return not self.jurisdiction and self.field is None


def within(given: Given, scope: Scope) -> Given:
    """The records of a pass that a briefing is about.

    Raises:
        InputError: the place has no such authority, or the period begins after the pass or after its own end.
    """
    since, until = scope.since, scope.until
    if since is not None and since > given.at:
        raise InputError(f"since: found {since.isoformat()}, expected a time before the pass")
    if since is not None and until is not None and until <= since:
        raise InputError(f"until: found {until.isoformat()}, expected a time after since")
    if since is not None or until is not None:
        findings = given.detection.findings
        inside = tuple(
            each
            for each in findings
            if (since is None or each.time >= since) and (until is None or each.first <= until)
        )
        given = replace(given, detection=replace(given.detection, findings=inside))
    return given if scope.whole else _narrowed(given, scope)


def _narrowed(given: Given, scope: Scope) -> Given:
    under = _under(given, scope.jurisdiction) if scope.jurisdiction else None

    def sight(thing: Thing, jurisdiction: str | None, field: Field | None, origin: str = "") -> bool:
        del origin
        loose = thing in _OF_PLACE
        here = under is None or jurisdiction in under or (jurisdiction is None and loose)
        ours = scope.field is None or field is scope.field or (field is None and thing is not Thing.RISK)
        return here and ours

    found = seen(given, sight)
    known = {each.id for each in found.place.measures}
    choices = tuple(each for each in found.plan.choices if each.measure in known)
    concerns = tuple(each for each in found.alerts_open if _concerns(each, under))
    fresh = tuple(each for each in found.alerts_new if _concerns(each, under))
    partners = tuple(each for each in found.observation.alerts if _concerns(each, under))
    return replace(
        found,
        plan=replace(found.plan, choices=choices),
        alerts_open=concerns,
        alerts_new=fresh,
        observation=replace(found.observation, alerts=partners),
    )


def _under(given: Given, root: str) -> frozenset[str]:
    tree = given.place.profile.jurisdictions
    if root not in {each.id for each in tree}:
        there = ", ".join(sorted(each.id for each in tree))
        raise InputError(f"jurisdiction: found {root[:40]!r}, expected one of {there}")
    found = {root}
    while more := {each.id for each in tree if each.parent in found} - found:
        found |= more
    return frozenset(found)


def _concerns(alert: Alert, under: frozenset[str] | None) -> bool:
    """Whether an alert names one of the authorities, or none at all."""
    named = {value for area in alert.areas for name, value in area.geocodes if name == "jurisdiction"}
    return under is None or not named or bool(named & under)
