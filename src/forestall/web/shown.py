"""Findings of the last pass and of the live pipeline as one list, and how far it can be relied on."""

from collections.abc import Iterable, Iterator

from forestall.detect.levels import order
from forestall.guard.sharing import finding_label
from forestall.model.label import Label
from forestall.model.live_finding import LiveFinding
from forestall.pipeline.service import Service
from forestall.web.answers import FindingOut, Freshness
from forestall.web.needs import source_label
from forestall.web.rights import Reader

_MOST_LIVE = 10_000


def findings(service: Service, rows: Reader) -> list[FindingOut]:
    """Every finding that may be seen, most serious first; a finding of both is shown as the newer one tells it."""
    told = {one.finding.id: one for one in _of_pass(service, rows)}
    for one in live(service.findings.after(0, _MOST_LIVE), rows):
        known = told.get(one.finding.id)
        if known is None or one.finding.time > known.finding.time:
            told[one.finding.id] = of_live(one)
        else:
            told[one.finding.id] = known.model_copy(update={"changed": one.changed})
    return sorted(told.values(), key=lambda one: order(one.finding))


def live(found: Iterable[LiveFinding], rows: Reader) -> list[LiveFinding]:
    """Findings of the live pipeline that may be seen."""
    return [
        one for one in found if rows.may(_label(one), one.finding.jurisdiction, one.finding.field, one.finding.source)
    ]


def of_live(one: LiveFinding) -> FindingOut:
    """A finding of the live pipeline."""
    return FindingOut(finding=one.finding, label=_label(one), live=True, changed=one.changed)


def freshness(service: Service, *, now: bool) -> Freshness:
    """How far what is shown can be relied on, now, or a moment ago at no cost."""
    state = service.condition
    waiting, health = service.standing() if now else service.lately()
    found = (
        service.intake.trouble,
        state.live_trouble,
        state.pass_trouble,
        state.place_trouble,
        state.adapters_trouble,
        state.ledger_trouble,
        service.picture.trouble,
    )
    return Freshness(
        last_pass=service.picture.at,
        waiting=waiting,
        silent=[one.source for one in health if one.silent_since is not None],
        trouble=[text for text in found if text is not None],
    )


def _of_pass(service: Service, rows: Reader) -> Iterator[FindingOut]:
    for finding in service.picture.shown.findings:
        label = finding_label(finding.kind, source_label(service, finding.source))
        if rows.may(label, finding.jurisdiction, finding.field, finding.source):
            yield FindingOut(finding=finding, label=label, live=False, changed=None)


def _label(one: LiveFinding) -> Label:
    return finding_label(one.finding.kind, one.label)
