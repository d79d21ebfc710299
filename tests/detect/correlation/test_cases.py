"""Every clause of the correlation specification by cases: rules, events, and which windows match.

A file of `cases/` holds a list of cases:

    case: what it shows, a sentence
    correlations: correlation documents, or one `correlation` section (its id is then `c`)
    rules: names of the rules they may look at (`a b` if left out)
    events: `second rule field=value …`, one a line, in the order in which they come; numbered from 1; `a+b`: an event
        that both rules found
    matches: `second correlation field=value … : events behind it`, in the order in which they are reported
    refused: instead of events and matches, what the reason must say
    lateness, until, limit, losses: seconds that events may be late, the last second, groups kept, what is left out
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from forestall.detect.correlation.correlator import Correlator
from forestall.detect.correlation.event import SECOND, Hits, Match, moment
from forestall.detect.correlation.graph import Graph, Known, graph
from forestall.detect.correlation.groups import Limits
from forestall.standards.sigma.correlation_file import read_correlations

CASES = [
    pytest.param(case, id=f"{file.stem}: {case['case']}")
    for file in sorted((Path(__file__).parent / "cases").glob("*.yml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]


def documents(case: dict[str, Any]) -> bytes:
    found = case["correlations"] if "correlations" in case else [{"id": "c", "correlation": case["correlation"]}]
    return yaml.safe_dump_all([{"title": "case"} | one for one in found], sort_keys=False).encode()


def joined(case: dict[str, Any]) -> tuple[Graph, list[str]]:
    """The usable correlations, and why the others are refused."""
    good, unreadable = read_correlations(documents(case), "case.yml")
    usable, unusable = graph(good, [Known(f"id-{name}", name) for name in case.get("rules", "a b").split()])
    return usable, [refusal.reason for refusal in (*unreadable, *unusable)]


def fields(words: list[str]) -> dict[str, str]:
    return dict(word.split("=", 1) for word in words)


def hits(number: int, line: str) -> list[Hits]:
    second, rules, *words = line.split()
    time, columns = round(float(second) * SECOND), {name: [value] for name, value in fields(words).items()}
    return [Hits(f"id-{rule}", [time], [str(number)], columns) for rule in rules.split("+")]


def shown(match: Match) -> tuple[float, str, dict[str, str], list[str]]:
    return match.time / SECOND, match.correlation, dict(match.group), sorted(match.ids, key=int)


def expected(line: str) -> tuple[float, str, dict[str, str], list[str]]:
    what, _, behind = line.partition(" : ")
    second, correlation, *words = what.split()
    return float(second), correlation, fields(words), behind.split()


@pytest.mark.parametrize("case", [param for param in CASES if "refused" not in param.values[0]])
def test_the_case_matches_as_it_says(case: dict[str, Any]) -> None:
    usable, reasons = joined(case)
    assert not reasons
    limits = Limits(groups=case["limit"]) if "limit" in case else Limits()
    correlator = Correlator(usable, timedelta(seconds=case.get("lateness", 1_000)), limits)
    found: list[Match] = []
    for number, line in enumerate(case["events"], 1):
        found += correlator.feed(hits(number, line))
    found += correlator.advance(moment(case.get("until", 10**7) * SECOND))
    assert [shown(match) for match in found] == [expected(line) for line in case["matches"]]
    losses = correlator.losses()
    left_out = {"late": losses.late} | {
        name: sum(getattr(loss, name) for loss in losses.correlations) for name in ("ungrouped", "valueless", "groups")
    }
    assert {name: count for name, count in left_out.items() if count} == case.get("losses", {})


@pytest.mark.parametrize("case", [param for param in CASES if "refused" in param.values[0]])
def test_the_case_is_refused_as_it_says(case: dict[str, Any]) -> None:
    _, reasons = joined(case)
    wanted = [case["refused"]] if isinstance(case["refused"], str) else case["refused"]
    assert len(reasons) == len(wanted)
    assert all(text in reason for text, reason in zip(wanted, reasons, strict=True)), reasons


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40
