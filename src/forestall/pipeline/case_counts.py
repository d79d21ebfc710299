"""Counts of cases for those outside of the office: full months only, small counts withheld."""

from datetime import UTC, datetime

from forestall.core.errors import InputError
from forestall.follow.cases.counts import Table, tabled
from forestall.model.case import Case, CaseState
from forestall.pipeline.case_desk import CaseDesk, types_of
from forestall.store.cases import Cases


def month_counts(desk: CaseDesk, year: int, month: int, by: str, jurisdiction: str | None = None) -> Table:
    """How many cases first came in a month (UTC), small counts withheld.

    A month that has not ended is refused: the difference between two days would show single cases.

    Args:
        desk: whose cases
        year, month: which month
        by: rows: `jurisdiction`, `type` or `state`
        jurisdiction: only those of this authority

    Raises:
        InputError: the month has not ended, or there are no such rows.
    """
    place = desk.office.place()
    rows = {
        "jurisdiction": tuple(each.id for each in place.profile.jurisdictions),
        "type": tuple(each.code for each in types_of(place)),
        "state": tuple(each.value for each in CaseState if each is not CaseState.MERGED),
    }
    if by not in rows:
        raise InputError(f"by: found {by[:40]!r}, expected one of: {', '.join(rows)}")
    since = datetime(year, month, 1, tzinfo=UTC)
    until = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    if until > desk.office.now():
        raise InputError(f"month: found {year}-{month:02}, expected one that has ended")
    with desk.office.looking() as session:
        found = Cases(session).received(since, until)
    if jurisdiction is not None:
        found = tuple(case for case in found if case.jurisdiction == jurisdiction)
    return tabled(found, rows[by], lambda case: _row(case, by))


def _row(case: Case, by: str) -> str:
    match by:
        case "jurisdiction":
            return case.jurisdiction
        case "type":
            return case.case_type
        case _:
            return case.state.value
