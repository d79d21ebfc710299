"""The outlook of a pass as one typed context: everything the page shows, before a template sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from forestall.core.clock import iso
from forestall.model.alert import Alert
from forestall.model.duty import Obligation
from forestall.model.entry import Checkpoint
from forestall.model.observation import Detection, Observation
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.risk import Assessment, Interval
from forestall.outlook import earlier as earlier_pass
from forestall.outlook import wording
from forestall.outlook.changes import ChangesView, changes
from forestall.outlook.feeds import FeedsView, MethodView, feeds, method
from forestall.outlook.fields import FieldView, fields
from forestall.outlook.given import Given
from forestall.outlook.map import MapView, harm_view, map_view
from forestall.outlook.notices import NoticesView, notices
from forestall.outlook.owed import OwedView, owed
from forestall.outlook.planning import PlanView, planning, prospects
from forestall.outlook.risks import RisksView, risks
from forestall.outlook.sentence import sentence
from forestall.outlook.totals import TotalsView, totals
from forestall.outlook.wording import Wording


@dataclass(frozen=True, slots=True)
class OutlookContext:
    """All that the page shows."""

    given: Given
    """The records of the pass, for the data files."""
    sentence: tuple[str, ...]
    """The day in a few sentences."""
    fields: tuple[FieldView, ...]
    """State of the five fields."""
    seeing: bool
    """At least one source gives data: without any, no finding is no news."""
    changes: ChangesView
    """What changed since the previous pass."""
    notices: NoticesView
    """Warnings and findings."""
    map: MapView | None
    """The map; None when nothing has a position."""
    harm: MapView | None
    """Close up on the area of harm; None when there is none."""
    risks: RisksView
    """The ranked risks."""
    totals: TotalsView
    """Curves and totals."""
    plan: PlanView
    """The plan."""
    owed: OwedView
    """Obligations."""
    feeds: FeedsView
    """Sources."""
    method: MethodView
    """How the numbers were made."""


def outlook(
    place: Place,
    observation: Observation,
    detection: Detection,
    assessment: Assessment,
    plan: Plan,
    alerts_open: tuple[Alert, ...],
    alerts_new: tuple[Alert, ...],
    obligations: tuple[Obligation, ...],
    checkpoint: Checkpoint | None,
    previous: Mapping[str, object] | None,
    at: datetime,
    version: str,
    seed: int | None = None,
) -> OutlookContext:
    """What there is to show of a pass.

    Args:
        place, observation, detection, assessment, plan: what the stages gave.
        alerts_open: our alerts in force; it does not matter whether those of this pass are among them.
        alerts_new: the messages of this pass: Alert, Update, Cancel.
        obligations: what is owed.
        checkpoint: the head of the ledger; None when there is none.
        previous: the `summary` of the previous pass; None for the first.
        at: time of the pass.
        version: version of the program.
        seed: seed of the simulation.

    Returns:
        The context for `render`, and for `summary`.
    """
    words = Wording(place.profile.currency, ZoneInfo(place.profile.time_zone), at)
    given = Given(
        place, observation, detection, assessment, plan, alerts_open, alerts_new, obligations, checkpoint, at,
        version, seed, words,
    )  # fmt: skip
    earlier = earlier_pass.read(previous)
    ranked = risks(given, earlier)
    stood, noticed, planned, due = fields(given, earlier), notices(given), planning(given), owed(given)
    return OutlookContext(
        given=given,
        sentence=sentence(given, stood, noticed, planned, due),
        fields=stood,
        seeing=not all(each.blind for each in stood),
        changes=changes(given, earlier, previous, ranked),
        notices=noticed,
        map=map_view(given),
        harm=harm_view(given),
        risks=ranked,
        totals=totals(given),
        plan=planned,
        owed=due,
        feeds=feeds(given),
        method=method(given),
    )


def summary(context: OutlookContext) -> dict[str, object]:
    """The pass in brief, of JSON values only: what the next pass compares with, and what `--json` prints."""
    given = context.given
    return {
        "format": earlier_pass.FORMAT,
        "place": given.place.profile.name,
        "place_digest": given.place.digest,
        "at": iso(given.at),
        "version": given.version,
        "seed": given.seed,
        "currency": given.place.profile.currency,
        "sentence": list(context.sentence),
        "fields": {str(each.field): _field(each) for each in context.fields},
        "risks": {
            each.risk.scenario: {
                "rank": each.rank,
                "title": each.risk.title,
                "ratio": _real(each.risk.ratio),
                "weighted": _real(each.risk.weighted.mean),
            }
            for each in (*context.risks.shown, *context.risks.rest)
        },
        "findings": {
            each.id: {"title": each.title, "level": str(each.level), "site": each.site}
            for each in given.detection.findings
        },
        "suppressed": [
            {
                "finding": each.finding.id,
                "title": each.finding.title,
                "site": each.finding.site,
                "count": each.finding.count,
                "by": each.decision.by,
                "why": each.decision.why,
                "until": each.decision.until.isoformat(),
            }
            for each in given.detection.suppressed
        ],
        "suppressions_ended": [
            {"rule": each.rule, "by": each.by, "until": each.until.isoformat()} for each in given.detection.ended
        ],
        "sources": {each.id: str(each.status) for each in given.observation.sources},
        "warnings": [
            {"identifier": each.alert.identifier, "headline": each.alert.headline, "severity": each.alert.severity}
            for each in context.notices.warnings
        ],
        "obligations": {
            each.obligation.id: {"title": each.obligation.title, "bearer": each.obligation.bearer}
            for each in context.owed.overdue
        },
        "plan": _plan(context),
        "ledger": None if given.checkpoint is None else {"size": given.checkpoint.size, "root": given.checkpoint.root},
    }


def _field(view: FieldView) -> dict[str, object]:
    return {
        "level": str(view.level),
        "reason": view.reason,
        "weighted": None if view.weighted is None else _interval(view.weighted),
        "sources": view.sources,
        "sources_fine": view.fine,
        "findings": view.findings,
    }


def _plan(context: OutlookContext) -> dict[str, object]:
    plan = context.given.plan
    return {
        "budget": _real(plan.budget),
        "cost": _real(plan.cost),
        "before": _real(plan.before),
        "after": _real(plan.after),
        "measures": {each.choice.measure: {"title": each.choice.title} for each in context.plan.chosen},
        **prospects(plan),
    }


def _interval(interval: Interval) -> dict[str, object]:
    return {"mean": _real(interval.mean), "low": _real(interval.low), "high": _real(interval.high)}


def _real(value: float) -> float | None:
    """JSON has no NaN and no infinity: missing is null."""
    return None if wording.missing(value) else value
