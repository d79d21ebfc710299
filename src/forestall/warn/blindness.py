"""Silence is not the all-clear: a warning stays while a source that could confirm it gives nothing."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.words import FindingKind, SourceKind

_READ_BY: dict[FindingKind, tuple[SourceKind, ...]] = {
    FindingKind.SIGMA: (SourceKind.EVTX, SourceKind.JSON_LINES),
    FindingKind.VULNERABILITY: (SourceKind.KEV,),
    FindingKind.ALERT: (SourceKind.CAP,),
}
_MEASURED = (FindingKind.THRESHOLD, FindingKind.SEASONAL)


def silent_sources(subject: str, place: Place, findings: Iterable[Finding]) -> tuple[str, ...]:
    """Titles of the silent sources that could speak for a warning on a subject, in the order of the place."""
    silent = {finding.rule for finding in findings if finding.kind is FindingKind.SILENCE}
    if not silent:
        return ()
    needed = _informing(subject, place) & silent
    return tuple(source.title for source in place.sources if source.id in needed)


def _informing(subject: str, place: Place) -> set[str]:
    kind, _, rest = subject.partition(":")
    if kind == "risk":
        scenario = next((each for each in place.scenarios if each.id == rest), None)
        precursors = scenario.precursors if scenario else ()
        return set().union(*(_sources(each.kind, each.rule, place) for each in precursors))
    return set().union(*(_sources(each, rule, place) for each, rule in _meant(rest.rpartition(":")[0], place)))


def _meant(name: str, place: Place) -> list[tuple[FindingKind, str]]:
    """Kind and rule of the findings that a subject's middle part names: a rule, a kind, or the place's grouping."""
    groupings = (each for each in place.profile.steadiness.group if name == each.rule)
    kinds = [each.kind for each in groupings] or [FindingKind.THRESHOLD]
    return [(each, "*") for each in FindingKind if each == name] or [(each, name) for each in kinds]


def _sources(kind: FindingKind, rule: str, place: Place) -> set[str]:
    if kind in _MEASURED:
        return {each.source for each in place.indicators if fnmatchcase(each.id, rule)}
    return {each.id for each in place.sources if each.kind in _READ_BY.get(kind, ())}
