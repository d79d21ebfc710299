"""How `forestall duty` prints obligations, evidence and reports."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from forestall.core.clock import iso

if TYPE_CHECKING:
    from forestall.follow.report import Report
    from forestall.model.duty import Obligation
    from forestall.model.evidence import Given


def document(each: "Obligation") -> dict[str, object]:
    """An obligation as JSON values."""
    return {
        "id": each.id,
        "title": each.title,
        "bearer": each.bearer,
        "origin": each.origin,
        "duty": each.duty,
        "step": each.step,
        "due": iso(each.due),
        "state": str(each.state),
        "proof": str(each.proof),
        "reason": each.reason,
        "escalated_to": each.escalated_to,
        "clause": each.clause,
        "evidence": each.evidence,
        "site": each.site,
        "scope": list(each.scope),
        "version": each.version,
        "shown": None if each.shown is None else iso(each.shown),
        "reopened": None if each.reopened is None else iso(each.reopened),
    }


def table(found: "Iterable[Obligation]") -> str:
    """Obligations, two lines each."""
    lines = [
        f"{each.state:<9} {iso(each.due)[:16]}  {each.bearer:<12} {each.title}\n"
        f"{'':<9} {each.id}  {each.proof}{': ' + each.reason if each.reason else ''}"
        f"{'; passed to ' + each.escalated_to if each.escalated_to else ''}"
        for each in found
    ]
    return "\n".join(lines) or "nothing is owed"


def given_document(found: "Obligation", given: "Given") -> dict[str, object]:
    """An obligation with its evidence as JSON values."""
    verdicts = {one.evidence: one for one in given.verdicts}
    return {
        **document(found),
        "given": [
            {
                "id": one.id,
                "title": one.title,
                "effective": iso(one.effective),
                "received": iso(one.received),
                "valid_until": None if one.valid_until is None else iso(one.valid_until),
                "by": one.by,
                "sha256": one.sha256 or None,
                "size": one.size,
                "verdict": None
                if (said := verdicts.get(one.id)) is None
                else {"enough": said.enough, "reason": said.reason, "by": said.by, "at": iso(said.at)},
            }
            for one in given.evidence
        ],
    }


def given_lines(found: "Obligation", given: "Given") -> str:
    """An obligation with its evidence, for people."""
    verdicts = {one.evidence: one for one in given.verdicts}
    lines = [table([found]), f"{'':<9} {found.clause}; shown by: {found.evidence}"]
    for one in given.evidence:
        until = f", valid until {iso(one.valid_until)}" if one.valid_until else ""
        lines.append(
            f"  {one.id}  {one.title}, by {one.by}: done {iso(one.effective)}, received {iso(one.received)}{until}"
        )
        said = verdicts.get(one.id)
        word = "" if said is None else "enough" if said.enough else "not enough"
        lines.append(
            "    no verdict yet" if said is None else f"    {word}, {said.by} at {iso(said.at)}: {said.reason}"
        )
    return "\n".join(lines)


def report_lines(found: "Report") -> str:
    """A report, for people: the authorities with their counts, then what is late."""
    lines = [f"{'':<36} overdue  due soon  open  done  passed here   (with those below)"]
    for one in found.lines:
        name = f"{'  ' * one.depth}{one.jurisdiction.name}"
        overdue, soon, left, done = one.all.values()
        lines.append(f"{name:<36} {overdue:>7}  {soon:>8}  {left:>4}  {done:>4}  {one.passed_here:>11}")
    for late in found.late:
        days = (found.at - late.since).total_seconds() / 86400
        passed = ", then ".join(f"{name} ({iso(at)[:10]})" for name, at in late.passed) or "nobody above"
        lines.append(
            f"\n{late.obligation.title} ({late.obligation.bearer})\n  {days:,.1f} days late since {iso(late.since)}"
        )
        lines.append(f"  why: {late.why}\n  passed to: {passed}")
    return "\n".join(lines)
