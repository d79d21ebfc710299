"""The report on what is owed, as JSON and as CSV. What it says is in `follow/report.py`."""

from collections.abc import Iterable

from forestall.core.clock import iso
from forestall.follow.report import COUNTED, Late, Line, Report, report
from forestall.model.duty import Obligation
from forestall.pipeline.office import Office
from forestall.standards import csv_cells
from forestall.store.owed import Owed
from forestall.store.passes import Passes

_COLUMNS = (
    *("bearer", "id", "title", "clause", "site", "due", "late [h]", "why", "escalated_to", "passed", "evidence"),
    *("duty", "step", "origin"),
)


def reported(office: Office, top: str | None = None, obligations: Iterable[Obligation] | None = None) -> Report:
    """The report at this moment.

    Args:
        office: the state
        top: only this authority and those below it
        obligations: what to report on; None: all that stands
    """
    with office.looking() as session:
        last = Passes(session).last()
        owed = Owed(session).standing() if obligations is None else tuple(obligations)
    at = office.now() if last is None else max(office.now(), last.at)
    return report(office.place().profile.jurisdictions, owed, at, top)


def as_json(found: Report) -> dict[str, object]:
    """The report as JSON values."""
    return {
        "at": iso(found.at),
        "jurisdictions": [_line(one) for one in found.lines],
        "late": [_row(one, found) for one in found.late],
    }


def as_csv(found: Report) -> bytes:
    """What is late, a row each."""
    rows = [
        {**_row(one, found), "passed": "; ".join(f"{name} {iso(at)}" for name, at in one.passed)} for one in found.late
    ]
    return csv_cells.write(_COLUMNS, [[row[name] for name in _COLUMNS] for row in rows])


def _line(line: Line) -> dict[str, object]:
    return {
        "id": line.jurisdiction.id,
        "name": line.jurisdiction.name,
        "parent": line.jurisdiction.parent,
        "own": {str(state): line.own[state] for state in COUNTED},
        "with_those_below": {str(state): line.all[state] for state in COUNTED},
        "passed_here": line.passed_here,
    }


def _row(late: Late, found: Report) -> dict[str, object]:
    owed = late.obligation
    return {
        "bearer": owed.bearer,
        "id": owed.id,
        "title": owed.title,
        "clause": owed.clause,
        "site": owed.site,
        "due": iso(owed.due),
        "late [h]": round((found.at - late.since).total_seconds() / 3600, 1),
        "why": late.why,
        "escalated_to": owed.escalated_to,
        "passed": [{"to": name, "at": iso(at)} for name, at in late.passed],
        "evidence": owed.evidence,
        "duty": owed.duty,
        "step": owed.step,
        "origin": owed.origin,
    }
