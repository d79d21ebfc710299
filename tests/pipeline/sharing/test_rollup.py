"""The roll-up: figures, and no row that the partner may not have."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.model.partner import Partner
from forestall.model.words import Field, Tlp
from forestall.pipeline.office import Office
from forestall.pipeline.rollup import FEWEST, rollup

sys.path.insert(0, str(Path(__file__).parent))
import made
from made import Clock, finding, of, owed, partner, publish, risk, town


class One:
    """An office that tells a partner."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.clock = Clock()
        self.state = folder / "state"
        root = town(folder / "place", "outlook@province.example", [partner("nation", rollup=True)])
        self.office: Office
        self.office, _counter = stack.enter_context(made.opened(root, self.state, self.clock))

    @property
    def nation(self) -> Partner:
        return of(self.office.place(), "nation")

    def told(self, to: Partner | None = None, **left: object) -> dict[str, Any]:
        """What a partner is told after a pass."""
        publish(self.state, self.office.place(), self.clock.turn(minutes=1), **left)  # type: ignore[arg-type]
        return rollup(self.office, to or self.nation)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[One]:
    """The office."""
    with ExitStack() as stack:
        yield One(stack, tmp_path_factory.mktemp("one"))


def test_a_field_of_few_closed_risks_has_no_figure(one: One) -> None:
    open_only = replace(one.nation, clearance=Tlp.GREEN)
    for count in (1, 2, 3):
        told = one.told(open_only, risks=[risk(f"r{each}") for each in range(count)])
        (row,) = told["risk"]
        assert ("mean" in row) is (count >= FEWEST)
        assert row["withheld"] == (count if count >= FEWEST else None)


def test_a_risk_moved_by_a_red_finding_is_closed(one: One) -> None:
    from forestall.model.risk import Driver

    moved = replace(risk("r"), drivers=(Driver("tapped line", 3.0, "finding"),))
    told = one.told(risks=[moved], findings=[finding("tapped line", "closed")])
    assert told["risk"] == [{"field": "territorial", "scale": "economic_loss", "shared": 0, "withheld": None}]
    assert "tapped line" not in repr(told)


def test_what_is_late_says_since_when_and_with_whom(one: One) -> None:
    late = owed("Test the plan", "duty:plan", days_late=4, escalated_to="district", reason="evidence was refused")
    told = one.told(obligations=[late, owed("Later", "duty:later")])
    assert told["late"] == [
        {
            "jurisdiction": "town",
            "title": "Test the plan",
            "due": "2026-03-05T06:00:00Z",
            "days": 4,
            "owed_for": "duty",
            "clause": "Order 7",
            "evidence_awaited": "",
            "escalated_to": "district",
            "reason": "evidence was refused",
        }
    ]


def test_fields_that_are_not_shared_are_not_told(one: One) -> None:
    told = one.told(replace(one.nation, fields=(Field.SOCIAL,)), risks=[risk("r")], findings=[finding("odd", "inner")])
    assert (told["risk"], told["freshness"]["sources"]) == ([], [])
    assert told["findings"] == []


def test_a_partner_without_roll_up_is_told_none(one: One) -> None:
    for to in (replace(one.nation, rollup=False), replace(one.nation, direction="in")):
        with pytest.raises(InputError, match="no roll-up"):
            rollup(one.office, to)


_COUNT: list[int] = []
_ORIGINS = ("duty:d", "measure:m", "finding:none", "case:c", "emergency:1")


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(_ORIGINS), max_size=8), st.sampled_from(Tlp))
def test_no_closed_title_is_told_and_no_small_count_of_closed_rows(
    one: One, origins: list[str], clearance: Tlp
) -> None:
    _COUNT.append(1)
    bearer = f"office-{len(_COUNT)}"
    rows = [owed(f"title-{len(_COUNT)}-{each}", origin, bearer, days_late=1) for each, origin in enumerate(origins)]
    told = one.told(replace(one.nation, clearance=clearance), obligations=rows)
    cells = [each for each in told["obligations"] if each["jurisdiction"] == bearer]
    for cell in cells:
        assert cell["withheld"] is None or cell["withheld"] == 0 or cell["withheld"] >= FEWEST
        if cell["withheld"] is not None:
            assert cell["shared"] + cell["withheld"] == len(rows)
    open_to = {"duty"} if clearance is Tlp.GREEN else set() if clearance is Tlp.CLEAR else {"duty", "measure"}
    named = {each["title"] for each in told["late"]}
    assert named >= {row.title for row in rows if row.origin.partition(":")[0] in open_to}
    assert not named & {row.title for row in rows if row.origin.partition(":")[0] not in open_to}
