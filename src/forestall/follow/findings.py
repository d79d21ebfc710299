"""What findings make owed. Not here: what becomes of it when the finding is gone (`carry`)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from forestall.core.ids import digest_id
from forestall.follow.owed import Owed, owed_under
from forestall.follow.tree import Parents, is_within, top
from forestall.follow.worktime import WorkTime, in_hours
from forestall.model.duty import Duty, Obligation
from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.words import FindingKind, Level, ObligationState, Trigger

LEVELS = tuple(Level)
SAME = timedelta(days=7)
"""How long a finding may be away and be the same when it comes back; after that it starts a new clock."""

Known = Mapping[str, Sequence[Obligation]]
"""Known obligations by what they come from."""


def from_findings(
    place: Place, findings: Iterable[Finding], work: WorkTime, tree: Parents, known: Known, at: datetime
) -> Iterator[Owed]:
    """Each duty on findings once for each thing that they are about, at its bearer or below.

    All that Sigma rules find at one site is one incident; of the other kinds, all that one rule finds is one thing.
    The clock starts with the first pass that knew of it, as notice periods run from becoming aware (Directive (EU)
    2022/2555, Art. 23(4)). A finding without authority concerns that of its site; without either, the top authority.
    """
    sites = {site.id: site.jurisdiction for site in place.sites}
    newest_last = sorted(findings, key=lambda finding: (finding.first, finding.id))
    for duty in (duty for duty in place.duties if duty.trigger is Trigger.FINDING):
        about: dict[str, list[Finding]] = {}
        for finding in newest_last:
            where = finding.jurisdiction or sites.get(finding.site or "") or top(tree)
            if _concerns(tree, duty, finding, where):
                about.setdefault(_subject(finding, where), []).append(finding)
        for subject, group in sorted(about.items()):
            yield _owed(duty, subject, group, known, work, at)


def _concerns(tree: Parents, duty: Duty, finding: Finding, where: str | None) -> bool:
    return (
        where is not None
        and is_within(tree, where, duty.bearer)
        and duty.kind in (None, finding.kind)
        and (duty.level is None or LEVELS.index(finding.level) >= LEVELS.index(duty.level))
        and duty.site in (None, finding.site)
    )


def _subject(finding: Finding, where: str | None) -> str:
    if finding.kind is FindingKind.SIGMA:
        return f"{finding.kind}:{finding.site or where}"
    return f"{finding.kind}:{finding.rule}"


def _same(known: Obligation, at: datetime) -> bool:
    """Whether what is found now is what a known obligation is about, and nothing new."""
    return known.state is not ObligationState.WITHDRAWN and (known.gone is None or at - known.gone <= SAME)


def _owed(duty: Duty, subject: str, group: Sequence[Finding], known: Known, work: WorkTime, at: datetime) -> Owed:
    origin = f"finding:{duty.id}:{subject}"
    standing = [each.created for each in known.get(origin, ()) if _same(each, at)]
    created = min(standing, default=at)
    due = in_hours(work, created, duty.within, working=duty.working_time)
    named = {finding.site for finding in group}
    name = digest_id("obligation", origin, created.isoformat())
    site = named.pop() if len(named) == 1 else None
    return owed_under(duty, name, origin, created, due, about=group[0].title, site=site)
