"""The queue: what is looked at, where things stand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from forestall.model.finding import Finding
from forestall.model.triage import Triage, TriageState
from forestall.model.words import Field, FindingKind, Level
from forestall.outlook.pages.queue import Filter, Item, counts, decided_items, standing

NOW = datetime(2031, 3, 10, 6, tzinfo=UTC)


def finding(name: str, level: Level = Level.MEDIUM) -> Finding:
    return Finding(name, FindingKind.SIGMA, "rule", name, level, Field.CYBER, "logs", NOW, NOW, 1, (), "")


def item(name: str, rank: int = 2, site: str = "mill", text: str = "odd log-in at the mill") -> Item:
    return Item(
        key=name,
        title=name,
        level="medium",
        rank=rank,
        field=Field.CYBER,
        where="Mill",
        site=site,
        jurisdiction="town",
        source="Logs",
        first=NOW,
        time=NOW,
        count=1,
        path=f"/queue/{name}",
        text=text,
        finding=finding(name),
    )


def decided(name: str, state: TriageState = TriageState.ACKNOWLEDGED, into: str = "") -> Triage:
    return Triage(name, state, "duty", "seen", NOW, "act-1", Level.MEDIUM, NOW, None, into)


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        (Filter(), True),
        (Filter(state="closed"), False),
        (Filter(state="all", level="medium"), True),
        (Filter(level="high"), False),
        (Filter(level="nonsense"), True),
        (Filter(what="alert"), False),
        (Filter(what="finding", field="cyber", site="mill", jurisdiction="town"), True),
        (Filter(site="port"), False),
        (Filter(q="MILL odd"), True),
        (Filter(q="mill even"), False),
    ],
)
def test_a_filter_keeps_what_it_says(asked: Filter, *, fits: bool) -> None:
    assert asked(item("f-1")) is fits


def test_what_is_decided_stands_with_who_and_why() -> None:
    every = (item("f-1"), item("f-2"))
    found = decided_items(every, {"f-1": decided("f-1")}, NOW)
    assert [(each.state, each.by, each.why) for each in found] == [("acknowledged", "duty", "seen"), ("new", "", "")]
    assert counts(found) == {"acknowledged": 1, "new": 1}


def test_nothing_decided_leaves_the_queue_the_very_same() -> None:
    every = (item("f-1"),)
    assert decided_items(every, {}, NOW) is every
    assert decided_items(every, {"gone": decided("gone")}, NOW) is every


def test_a_part_of_a_finding_that_is_gone_is_new_again() -> None:
    merged = {"f-1": decided("f-1", TriageState.MERGED, into="f-0")}
    assert standing({"f-1": finding("f-1")}, merged, NOW) == {}
    assert set(standing({"f-1": finding("f-1"), "f-0": finding("f-0")}, merged, NOW)) == {"f-1"}


def test_a_finding_that_became_worse_is_new_again() -> None:
    worse = replace(finding("f-1"), level=Level.HIGH, time=NOW + timedelta(hours=1))
    assert standing({"f-1": worse}, {"f-1": decided("f-1")}, NOW) == {}
