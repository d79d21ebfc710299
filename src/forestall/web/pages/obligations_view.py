"""What the page of the obligations shows: rows with why they are late, the roll-up by authority, what is looked for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from forestall.core.text import N_
from forestall.follow.tree import Parents, above, is_within, parents
from forestall.model.duty import Obligation
from forestall.model.place import Place
from forestall.model.words import ObligationState, Proof
from forestall.outlook.given import Given
from forestall.outlook.pages.table import Column, Kind

T = TypeVar("T")
WHY: Mapping[Proof, str] = {
    Proof.NONE: N_("no evidence was given"),
    Proof.WAITING: N_("evidence waits for a verdict"),
    Proof.REFUSED: N_("the evidence was refused"),
    Proof.STALE: N_("the evidence is no longer valid"),
    Proof.OUTDATED: N_("what is owed changed since the evidence"),
    Proof.ENOUGH: "",
    Proof.DECLARED: "",
}
"""What is missing that something were done, by how far it is shown."""
WAITING = WHY[Proof.WAITING]
STATES: Mapping[str, frozenset[ObligationState]] = {
    "owed": frozenset({ObligationState.OPEN, ObligationState.DUE_SOON, ObligationState.OVERDUE}),
    "overdue": frozenset({ObligationState.OVERDUE}),
    "due_soon": frozenset({ObligationState.DUE_SOON}),
    "open": frozenset({ObligationState.OPEN}),
    "done": frozenset({ObligationState.DONE}),
    "withdrawn": frozenset({ObligationState.WITHDRAWN}),
    "all": frozenset(ObligationState),
}
"""What one can look for, by the word in the address."""
_RANK = {
    ObligationState.OVERDUE: 4,
    ObligationState.DUE_SOON: 3,
    ObligationState.OPEN: 2,
    ObligationState.DONE: 1,
    ObligationState.WITHDRAWN: 0,
}


@dataclass(frozen=True, slots=True)
class Row:
    """An obligation in a table."""

    owed: Obligation
    """What is owed."""
    bearer: str
    """Name of the authority that owes it."""
    to: str
    """Name of the authority it was passed to; empty for none."""
    late: float | None
    """For how long it has been overdue [h]; None when it is not."""
    why: str
    """What is missing, in English; empty when nothing is."""
    site: str
    """Name of the site that it is about; empty for none."""
    told: str
    """All its words, for searching."""


@dataclass(frozen=True, slots=True)
class Line:
    """An authority with all that it and those below it owe."""

    id: str
    """Its short name."""
    name: str
    """Its name."""
    depth: int
    """Levels below the top one."""
    overdue: int
    """Of it and those below it: overdue."""
    due_soon: int
    """Due soon."""
    open: int
    """Open."""
    done: int
    """Done."""
    own_overdue: int
    """Overdue of itself alone."""
    passed_here: int
    """Overdue ones of others that are passed to it."""
    why: str
    """What is missing most often where something is overdue, in English; empty when nothing is overdue."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for."""

    state: str = "owed"
    """A key of `STATES`."""
    bearer: str = ""
    """An authority, with those below it; empty for all."""
    q: str = ""
    """Words that all have to be there."""
    mine: bool = False
    """Only what the reader can send evidence for."""


COLUMNS: tuple[Column[Row], ...] = (
    Column("title", N_("What"), lambda row: row.owed.title),
    Column("id", N_("Id"), lambda row: row.owed.id, hidden=True),
    Column("bearer", N_("Who"), lambda row: row.bearer),
    Column(
        "state",
        N_("State"),
        lambda row: str(row.owed.state),
        kind=Kind.LEVEL,
        order=lambda row: _RANK[row.owed.state],
    ),
    Column("due", N_("Due"), lambda row: row.owed.due, kind=Kind.TIME),
    Column("late", N_("Late"), lambda row: row.late, kind=Kind.AGE, note=N_("Since it was due")),
    Column("why", N_("What is missing"), lambda row: row.why),
    Column("escalated_to", N_("Passed to"), lambda row: row.to, note=N_("The authority above, for being overdue")),
    Column("site", N_("Site"), lambda row: row.site),
    Column("site_id", N_("Id"), lambda row: row.owed.site, hidden=True),
    Column("clause", N_("Clause"), lambda row: row.owed.clause, hidden=True),
    Column("evidence", N_("What shows it"), lambda row: row.owed.evidence, hidden=True),
    Column("proof", N_("Proof"), lambda row: str(row.owed.proof), hidden=True),
    Column("reason", N_("Reason"), lambda row: row.owed.reason, hidden=True),
    Column("origin", N_("Comes from"), lambda row: row.owed.origin, hidden=True),
    Column("created", N_("Owed since"), lambda row: row.owed.created, kind=Kind.TIME, hidden=True),
)
LINES: tuple[Column[Line], ...] = (
    Column("name", N_("Authority"), lambda line: line.name),
    Column("id", N_("Id"), lambda line: line.id, hidden=True),
    Column("overdue", N_("Overdue"), lambda line: line.overdue, kind=Kind.COUNT, note=N_("With those below")),
    Column("own_overdue", N_("Its own"), lambda line: line.own_overdue, kind=Kind.COUNT, note=N_("Overdue of itself")),
    Column("due_soon", N_("Due soon"), lambda line: line.due_soon, kind=Kind.COUNT),
    Column("open", N_("Open"), lambda line: line.open, kind=Kind.COUNT),
    Column("done", N_("Done"), lambda line: line.done, kind=Kind.COUNT),
    Column("passed_here", N_("Passed here"), lambda line: line.passed_here, kind=Kind.COUNT),
    Column("why", N_("Most often missing"), lambda line: line.why),
)


def as_now(given: Given, changed: Iterable[Obligation]) -> tuple[Row, ...]:
    """Every obligation of the last pass as people left it since, by due time and id.

    Args:
        given: the last pass, as the reader may see it
        changed: obligations that people changed since
    """
    now = {each.id: each for each in changed}
    found = [_row(now.get(each.id, each), given) for each in given.obligations]
    return tuple(sorted(found, key=lambda row: (row.owed.due, row.owed.id)))


def fits(place: Place, asked: Asked, mine: frozenset[str]) -> "Fits":
    """Tells which rows are looked for.

    Args:
        place: with its tree of authorities
        asked: what is looked for
        mine: authorities for which the reader can send evidence
    """
    tree = parents(place.profile)
    known = {*tree, *mine}
    wanted = frozenset(each for each in known if not asked.bearer or is_within(tree, each, asked.bearer))
    bearers = wanted & mine if asked.mine else (wanted if asked.bearer else None)
    words = tuple(asked.q.casefold().split())
    return Fits(STATES.get(asked.state, STATES["owed"]), bearers, words)


@dataclass(frozen=True, slots=True)
class Fits:
    """Whether a row is looked for."""

    states: frozenset[ObligationState]
    """In one of these."""
    bearers: frozenset[str] | None
    """Owed by one of these; None for anybody."""
    words: tuple[str, ...]
    """With all of these."""

    def __call__(self, row: Row) -> bool:
        """Whether it is."""
        if row.owed.state not in self.states or (self.bearers is not None and row.owed.bearer not in self.bearers):
            return False
        return all(word in row.told for word in self.words)


def rolled_up(place: Place, rows: Iterable[Row]) -> tuple[Line, ...]:
    """Each authority with what it and those below it owe, those below it behind it."""
    tree = parents(place.profile)
    own: dict[str, Counter[ObligationState]] = {}
    why: dict[str, Counter[str]] = {}
    passed: Counter[str] = Counter()
    for row in rows:
        own.setdefault(row.owed.bearer, Counter())[row.owed.state] += 1
        if row.owed.state is ObligationState.OVERDUE:
            why.setdefault(row.owed.bearer, Counter())[row.why] += 1
            passed[row.owed.escalated_to or ""] += 1
    whole, reasons = _up(tree, own), _up(tree, why)
    names = {each.id: each.name for each in place.profile.jurisdictions}
    return tuple(
        _line(name, names[name], depth, whole.get(name, Counter()), own.get(name, Counter()), passed[name], reasons)
        for name, depth in _walk(tree, None, 0)
    )


def _row(owed: Obligation, given: Given) -> Row:
    overdue = owed.state is ObligationState.OVERDUE
    still = owed.state in STATES["owed"]
    bearer, site = given.jurisdiction(owed.bearer), given.site(owed.site)
    words = (owed.title, bearer, owed.bearer, owed.clause, site, owed.site or "", owed.origin, owed.id)
    return Row(
        owed,
        bearer,
        given.jurisdiction(owed.escalated_to),
        (given.at - owed.due) / timedelta(hours=1) if overdue else None,
        WHY[owed.proof] or WHY[Proof.NONE] if still else "",
        site,
        " ".join(words).casefold(),
    )


def _up(tree: Parents, own: Mapping[str, Counter[T]]) -> dict[str, Counter[T]]:
    """Counts of each authority with those below it."""
    found: dict[str, Counter[T]] = {}
    for name, counts in own.items():
        for each in (name, *above(tree, name)):
            found.setdefault(each, Counter()).update(counts)
    return found


def _walk(tree: Parents, top: str | None, depth: int) -> Iterable[tuple[str, int]]:
    for name in sorted(each for each, parent in tree.items() if parent == top):
        yield name, depth
        yield from _walk(tree, name, depth + 1)


def _line(
    name: str,
    title: str,
    depth: int,
    whole: Counter[ObligationState],
    own: Counter[ObligationState],
    passed: int,
    reasons: Mapping[str, Counter[str]],
) -> Line:
    most = reasons.get(name, Counter()).most_common(1)
    return Line(
        name,
        title,
        depth,
        whole[ObligationState.OVERDUE],
        whole[ObligationState.DUE_SOON],
        whole[ObligationState.OPEN],
        whole[ObligationState.DONE],
        own[ObligationState.OVERDUE],
        passed,
        most[0][0] if most else "",
    )
