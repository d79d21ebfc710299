"""Correlations of a place: from records to findings."""

from datetime import timedelta

import pytest

from forestall.detect.sigma import match
from forestall.detect.sites import Sites

FAILED = """
title: Failed login
name: failed
logsource: {product: sshd, service: auth}
detection: {selection: {result: failed}, condition: selection}
"""
WORKED = """
title: Login
id: worked-1
name: worked
logsource: {product: sshd, service: auth}
detection: {selection: {result: ok}, condition: selection}
"""
MANY = """
title: Many failed logins
id: many-1
name: many
level: low
correlation:
  type: event_count
  rules: failed
  group-by: user
  timespan: 10m
  condition: {gte: 3}
"""
THEN = """
title: Many failed logins, then one that worked
id: then-1
level: high
tags: [attack.t1110]
correlation:
  type: temporal_ordered
  rules: [many, worked]
  group-by: user
  timespan: 10m
"""
GENERATE = MANY.replace("correlation:", "correlation:\n  generate: true")
SILENT = """
title: A stop without a start
id: silent-1
correlation:
  type: temporal
  group-by: user
  timespan: 10m
  condition: failed and not worked
"""
AUDIT = """
title: Any process
id: any-1
logsource: {product: windows, category: process_creation}
detection: {selection: {User|exists: true}, condition: selection}
---
title: Many processes of one user
id: busy-1
correlation: {type: event_count, rules: any-1, group-by: [User, Computer], timespan: 10m, condition: {gte: 2}}
"""


@pytest.fixture
def found(make_place, make_records, at):
    """Findings and refusals of a rule file on rows."""

    def find(*documents, rows):
        place = make_place({"r.yml": "---".join(documents)})
        return match(place, (make_records(*rows),), Sites(place), at)

    return find


@pytest.fixture
def login(at):
    def row(minutes, result="failed", user="x", host="MILL-07", **more):
        time = at - timedelta(minutes=minutes)
        own = {"_time": time, "_host": host, "product": "sshd", "service": "auth", "result": result, "user": user}
        return own | more

    return row


def test_a_correlation_gives_a_finding_with_the_evidence_of_its_rules(found, login, at):
    rows = [login(9), login(8), login(7), login(6, user="y"), login(5, "ok")]
    (finding,) = found(FAILED, WORKED, MANY, THEN, rows=rows).findings
    assert (finding.rule, finding.title) == ("then-1", "Many failed logins, then one that worked")
    assert (finding.level, finding.tags, finding.kind) == ("high", ("attack.t1110",), "sigma")
    assert (finding.site, finding.jurisdiction) == ("mill", "west")
    assert (finding.count, finding.evidence) == (4, ("logs-4", "logs-2", "logs-1", "logs-0"))
    assert (finding.first, finding.time) == (at - timedelta(minutes=9), at - timedelta(minutes=5))
    assert finding.detail == "4 events on MILL-07: user x."


def test_rules_that_only_serve_a_correlation_give_no_finding(found, login):
    assert found(FAILED, MANY, rows=[login(9), login(8)]).findings == ()


def test_rules_of_a_correlation_that_generates_give_their_own_findings_too(found, login):
    result = found(FAILED, GENERATE, rows=[login(9), login(8), login(7)])
    assert sorted(finding.rule for finding in result.findings) == ["failed", "many-1"]


def test_a_correlation_counts_as_a_rule_in_use(found, login):
    assert found(FAILED, MANY, rows=[login(9)]).rules == 2


def test_absence_is_found_only_when_its_time_is_over_at_the_pass(found, login):
    result = found(FAILED, WORKED, SILENT, rows=[login(11, user="x"), login(9, user="y")])
    assert [finding.evidence for finding in result.findings] == [("logs-0",)]


def test_the_finding_stands_where_the_newest_record_was(found, login):
    rows = [login(9), login(8), login(7, host="pier-01")]
    assert [finding.site for finding in found(FAILED, MANY, rows=rows).findings] == ["pier"]


def test_fields_have_the_names_that_their_route_gives_them(found, at):
    row = {"_time": at, "_host": "mill-1", "Channel": "Security", "EventID": "4688", "SubjectUserName": "x"}
    sysmon = {"_time": at, "_host": "mill-1", "EventID": "1", "User": "x"}
    sysmon["Channel"] = "Microsoft-Windows-Sysmon/Operational"
    (finding,) = found(AUDIT, rows=[row, sysmon]).findings
    assert (finding.rule, finding.count) == ("busy-1", 2)


def test_a_correlation_that_cannot_be_used_is_refused_and_its_rules_speak_for_themselves(found, login):
    result = found(FAILED, MANY.replace("failed", "failled"), rows=[login(9)])
    assert [finding.rule for finding in result.findings] == ["failed"]
    (refusal,) = result.refusals
    assert (refusal.rule, refusal.file) == ("many-1", "rules/r.yml:7")
    assert refusal.reason.startswith("it looks at 'failled'")


def test_events_without_a_time_are_said_to_be_left_out(found, login):
    result = found(FAILED, MANY, rows=[login(9), login(8), login(7, _time=None)])
    assert result.findings == ()
    assert [refusal.reason for refusal in result.refusals] == ["did not look at 1 event without a time"]
