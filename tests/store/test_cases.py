"""Cases as the database keeps them."""

from datetime import UTC, datetime, timedelta

from forestall.model.case import Case, CaseKind
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.store.cases import Cases
from forestall.store.database import Database

AT = datetime(2031, 3, 10, 6, tzinfo=UTC)


def case(number: int, kind: CaseKind = CaseKind.COMPLAINT) -> Case:
    happened = AT + timedelta(hours=number)
    return Case(f"case-{number}", kind, "smell", Field.SOCIAL, Label.GREEN, "town", AT, happened, AT, "A smell")


def test_cases_are_found_that_happened_between_two_times_or_at_one_of_them(either: Database) -> None:
    with either.session() as session:
        Cases(session).keep([case(number) for number in range(5)])
        found = Cases(session).near_in_time(CaseKind.COMPLAINT, AT + timedelta(hours=1), AT + timedelta(hours=3))
        assert [each.id for each in found] == ["case-1", "case-2", "case-3"]
        assert Cases(session).near_in_time(CaseKind.COMPLAINT, AT + timedelta(hours=9), AT + timedelta(hours=10)) == ()
