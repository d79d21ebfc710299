"""The label of each risk: the strictest of the place's files and of each source whose findings can move its likelihood.

A source counts whether or not it has spoken: were it only what was found, a risk that goes missing from a file would
tell that a source with a stricter label has found something. Not here: who may see or take away a risk (`web`), and
totals, plans and zones, which rest on all risks and have the strictest label of all sources.
"""

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase

from forestall.assess.likelihood import by_rule, matching
from forestall.guard.label import strictest
from forestall.guard.sharing import finding_label
from forestall.model.finding import Finding
from forestall.model.label import Label
from forestall.model.place import Place
from forestall.model.scenario import Precursor
from forestall.model.words import FindingKind, SourceKind

OF_PLACE = Label.AMBER
"""The label of what the files of the place say."""
_READ_BY = {FindingKind.ALERT: (SourceKind.CAP,), FindingKind.VULNERABILITY: (SourceKind.KEV,)}
_NO_RECORDS = (SourceKind.CAP, SourceKind.INDICATOR, SourceKind.KEV)
_MEASURED = (FindingKind.THRESHOLD, FindingKind.SEASONAL)


def risk_labels(place: Place, findings: Iterable[Finding], label_of: Callable[[str], Label]) -> dict[str, Label]:
    """The label of each risk, by scenario.

    Args:
        place: the place
        findings: all findings of the pass
        label_of: the label of a source, RED for one that is gone
    """
    known = by_rule(findings)
    found = {}
    for scenario in place.scenarios:
        could = (
            finding_label(one.kind, label_of(source)) for one in scenario.precursors for source in sources(one, place)
        )
        did = (finding_label(each.kind, label_of(each.source)) for each in matching(scenario, known))
        found[scenario.id] = strictest((OF_PLACE, *could, *did))
    return found


def sources(precursor: Precursor, place: Place) -> frozenset[str]:
    """Sources of the place whose findings a precursor can speak of.

    A rule reads the records of all sources that bring records, for which of them it finds something in is not known.
    """
    kind, rule = precursor.kind, precursor.rule
    if kind in _MEASURED:
        return frozenset(each.source for each in place.indicators if fnmatchcase(each.id, rule))
    if kind is FindingKind.SILENCE:
        return frozenset(each.id for each in place.sources if fnmatchcase(each.id, rule))
    if kind is FindingKind.SIGMA:
        return frozenset(each.id for each in place.sources if each.kind not in _NO_RECORDS)
    return frozenset(each.id for each in place.sources if each.kind in _READ_BY[kind])
