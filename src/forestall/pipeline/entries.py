"""What a pass puts into the ledger: messages sent, the plan decided, obligations that changed."""

from collections.abc import Iterable
from datetime import datetime

from forestall.core.clock import iso
from forestall.model.alert import Alert
from forestall.model.duty import Obligation
from forestall.model.entry import Entry
from forestall.model.plan import Plan


def entries(
    messages: Iterable[Alert], plan: Plan, obligations: Iterable[Obligation], at: datetime
) -> tuple[Entry, ...]:
    """The entries of a pass, in a fixed order: alerts, the decision, obligations.

    What says the same of its subject as the ledger's last entry on it is left out by the store.
    """
    return (
        *(Entry("alert", each.identifier, at, _message(each)) for each in messages),
        Entry("decision", "plan", at, _decision(plan)),
        *(Entry("obligation", each.id, at, _owed(each)) for each in sorted(obligations, key=lambda o: o.id)),
    )


def _decision(plan: Plan) -> dict[str, object]:
    """The chosen measures and the budget; figures that move daily are no new decision."""
    return {"budget": plan.budget, "measures": sorted(each.measure for each in plan.choices if each.chosen)}


def _message(alert: Alert) -> dict[str, object]:
    return {
        "type": alert.msg_type,
        "subject": alert.subject,
        "headline": alert.headline,
        "severity": alert.severity,
        "digest": alert.digest,
        "references": list(alert.references),
        "expires": None if alert.expires is None else iso(alert.expires),
    }


def _owed(obligation: Obligation) -> dict[str, object]:
    return {
        "title": obligation.title,
        "bearer": obligation.bearer,
        "origin": obligation.origin,
        "due": iso(obligation.due),
        "state": str(obligation.state),
        "escalated_to": obligation.escalated_to,
    }
