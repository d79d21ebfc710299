"""What the evidence on one obligation comes to. Where the obligation stands by it is in `standing`.

Each piece of evidence is one of these, and the best of them is what counts:

    enough      as its need says: accepted by somebody else; sent with a file; or said
    waiting     sent, and nobody has judged it
    stale       enough, until its validity ended
    outdated    enough, under an earlier version of the norm, or for fewer sites than are covered now
    refused     the last verdict on it is that it is not enough
"""

from dataclasses import dataclass
from datetime import datetime

from forestall.model.evidence import Evidence, Given, Verdict
from forestall.model.words import Need, Proof

_BEST_FIRST = (Proof.ENOUGH, Proof.WAITING)


@dataclass(frozen=True, slots=True)
class Shown:
    """What evidence comes to."""

    proof: Proof
    """How far it shows what is owed."""
    reason: str = ""
    """Why it does not, or no longer."""
    effective: datetime | None = None
    """When that was done which it shows."""
    ended: datetime | None = None
    """Of what is stale: when its validity ended."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What evidence has to meet."""

    need: Need
    """What it takes."""
    version: str
    """The version of the norm."""
    scope: tuple[str, ...]
    """The sites."""


def shown(wanted: Wanted, given: Given, at: datetime) -> Shown:
    """What was given for an obligation comes to at a moment; of several pieces of one kind the newest counts."""
    verdicts = {verdict.evidence: verdict for verdict in given.verdicts}
    found = [_one(wanted, each, verdicts.get(each.id), at) for each in given.evidence]
    for proof in _BEST_FIRST:
        best = [each for each in found if each.proof is proof]
        if best:
            return best[-1]
    return found[-1] if found else Shown(Proof.NONE)


def _one(wanted: Wanted, evidence: Evidence, verdict: Verdict | None, at: datetime) -> Shown:
    if verdict is not None and not verdict.enough:
        return Shown(Proof.REFUSED, verdict.reason)
    if verdict is None and (wanted.need is Need.VERDICT or (wanted.need is Need.EVIDENCE and not evidence.sha256)):
        return Shown(Proof.WAITING, "evidence waits for a verdict", evidence.effective)
    if evidence.valid_until is not None and at > evidence.valid_until:
        return Shown(Proof.STALE, "the evidence is no longer valid", ended=evidence.valid_until)
    return Shown(Proof.ENOUGH, "", evidence.effective) if not (why := outdated(wanted, evidence)) else why


def outdated(wanted: Wanted, evidence: Evidence) -> Shown | None:
    """That evidence is of another version or of fewer sites; None when it is not."""
    if why := changed(wanted, evidence.version, evidence.scope):
        return Shown(Proof.OUTDATED, why)
    return None


def changed(wanted: Wanted, version: str, scope: tuple[str, ...]) -> str:
    """How what is owed now differs from what was shown: a new version, new sites; empty when it does not."""
    if version and wanted.version != version:
        return f"the norm has a new version: {wanted.version or 'none'} instead of {version}"
    new = sorted(set(wanted.scope) - set(scope)) if scope else []
    return f"it now covers {', '.join(new)} as well" if new else ""
