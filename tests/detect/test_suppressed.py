"""Suppressions of a place in a pass: findings are kept apart with their count, nothing is dropped."""

from datetime import date, timedelta

import pytest

from forestall.detect.stage import detect
from forestall.model.observation import Observation
from forestall.model.suppression import Suppression

RULE = """
title: Whoami
id: whoami
level: high
logsource: {product: windows, category: process_creation}
detection: {s: {Image|endswith: whoami.exe}, condition: s}
"""
OFTEN = """
title: Whoami again and again
id: often
correlation:
    type: event_count
    rules: [whoami]
    timespan: 1h
    condition: {gte: 3}
    generate: true
"""
SYSMON = {"Channel": "Microsoft-Windows-Sysmon/Operational", "EventID": "1", "Image": "whoami.exe"}


def decision(**given):
    return Suppression(**({"rule": "whoami", "by": "CERT", "why": "scanner", "until": date(2026, 12, 31)} | given))


@pytest.fixture
def detected(make_place, make_records, at):
    """What is detected on three machines, two of them of a site, with some decisions."""

    def run(*suppressions, rules=(RULE,)):
        place = make_place({f"{i}.yml": text for i, text in enumerate(rules)}, suppressions=suppressions)
        hosts = ("mill-1", "mill-2", "mill-2", "desk-1")
        rows = [
            SYSMON | {"_host": host, "_time": at - timedelta(minutes=5 + number)} for number, host in enumerate(hosts)
        ]
        return detect(place, Observation((), (make_records(*rows),), (), ()), at)

    return run


def counts(findings):
    return {(finding.rule, finding.site): finding.count for finding in findings}


def test_without_a_decision_all_is_seen(detected):
    found = detected()
    assert counts(found.findings) == {("whoami", "mill"): 3, ("whoami", None): 1}
    assert (found.suppressed, found.ended) == ((), ())


def test_a_machine_that_is_suppressed_is_counted_apart(detected):
    found = detected(decision(host="mill-2"))
    assert counts(found.findings) == {("whoami", "mill"): 1, ("whoami", None): 1}
    (one,) = found.suppressed
    assert (one.finding.count, one.finding.site, one.decision.why) == (2, "mill", "scanner")


def test_a_site_that_is_suppressed_leaves_other_findings(detected):
    found = detected(decision(rule="*", site="mill"))
    assert counts(found.findings) == {("whoami", None): 1}
    assert counts(one.finding for one in found.suppressed) == {("whoami", "mill"): 3}


def test_every_event_is_seen_or_counted_as_suppressed_once(detected):
    found = detected(decision(host="mill-1"), decision(host="mill-*", why="drill"), decision(host="d*", by="office"))
    every = [*found.findings, *(one.finding for one in found.suppressed)]
    assert sum(finding.count for finding in every) == 4
    assert {(one.finding.count, one.decision.why) for one in found.suppressed} == {
        (1, "scanner"),
        (2, "drill"),
        (1, "scanner"),
    }


def test_a_decision_that_has_ended_hides_nothing_and_is_named(detected):
    old = decision(until=date(2026, 3, 8))
    found = detected(old)
    assert counts(found.findings) == {("whoami", "mill"): 3, ("whoami", None): 1}
    assert (found.suppressed, found.ended) == ((), (old,))


def test_a_correlation_still_counts_events_that_are_suppressed(detected):
    found = detected(decision(), rules=(RULE, OFTEN))
    assert {finding.rule for finding in found.findings} == {"often"}
    assert {one.finding.rule for one in found.suppressed} == {"whoami"}


def test_a_pipeline_among_the_rules_of_a_place_changes_them(detected):
    pipeline = "name: own\ntransformations: [{type: rule_failure, message: not here}]\n"
    found = detected(rules=(RULE, pipeline))
    assert (found.findings, [(one.rule, one.reason) for one in found.refusals]) == (
        (),
        [("whoami", "not here (pipeline own)")],
    )
