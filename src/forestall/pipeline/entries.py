"""What a pass puts into the ledger: messages sent, the plan decided, obligations that changed."""

from collections.abc import Iterable
from datetime import datetime

from forestall.core.clock import iso
from forestall.model.alert import Alert
from forestall.model.duty import Obligation
from forestall.model.entry import Entry
from forestall.model.plan import Plan
from forestall.model.steadiness import Phase, Track
from forestall.model.words import Proof


def entries(
    messages: Iterable[Alert], tracks: Iterable[Track], plan: Plan, obligations: Iterable[Obligation], at: datetime
) -> tuple[Entry, ...]:
    """The entries of a pass, in a fixed order: alerts, what is not sent and why, the decision, obligations.

    What says the same of its subject as the ledger's last entry on it is left out by the store.
    """
    return (
        *(Entry("alert", each.identifier, at, message(each)) for each in messages),
        *(Entry("warning", each.subject, at, _unsent(each)) for each in tracks if each.phase is not Phase.OPEN),
        Entry("decision", "plan", at, _decision(plan)),
        *(Entry("obligation", each.id, at, said(each)) for each in sorted(obligations, key=lambda o: o.id)),
    )


def _decision(plan: Plan) -> dict[str, object]:
    """The chosen measures and the budget; figures that move daily are no new decision."""
    return {"budget": plan.budget, "measures": sorted(each.measure for each in plan.choices if each.chosen)}


def message(alert: Alert) -> dict[str, object]:
    """What the ledger says of an alert that is sent."""
    return {
        "type": alert.msg_type,
        "subject": alert.subject,
        "headline": alert.headline,
        "severity": alert.severity,
        "digest": alert.digest,
        "references": list(alert.references),
        "expires": None if alert.expires is None else iso(alert.expires),
    }


def _unsent(track: Track) -> dict[str, object]:
    """That a subject waits, is listed behind its cause, lapsed, or was ended by somebody, and since when."""
    return {"phase": str(track.phase), "since": iso(track.opened), "cause": track.cause}


def said(obligation: Obligation) -> dict[str, object]:
    """What the ledger says of an obligation: where it stands and by what; the rest only where there is any."""
    more = {
        "proof": None if obligation.proof is Proof.NONE else str(obligation.proof),
        "reason": obligation.reason or None,
        "shown": None if obligation.shown is None else iso(obligation.shown),
        "version": obligation.version or None,
        "reopened": None if obligation.reopened is None else iso(obligation.reopened),
    }
    return {
        **{name: value for name, value in more.items() if value is not None},
        "title": obligation.title,
        "bearer": obligation.bearer,
        "origin": obligation.origin,
        "due": iso(obligation.due),
        "state": str(obligation.state),
        "escalated_to": obligation.escalated_to,
    }
