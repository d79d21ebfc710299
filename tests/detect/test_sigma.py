"""Sigma rules on records: routing, subjects, evidence, refusals."""

import random
from datetime import timedelta

import pytest

from forestall.detect.sigma import match
from forestall.detect.sites import Sites
from forestall.model.words import Level

SYSMON = {"Channel": "Microsoft-Windows-Sysmon/Operational", "EventID": "1"}
WHOAMI = """
title: Whoami
id: 00000000-0000-4000-8000-000000000001
level: high
tags: [attack.t1033]
logsource: {product: windows, category: process_creation}
detection:
    selection:
        Image|endswith: '\\whoami.exe'
    condition: selection
"""
WRITE = """
title: Write to a controller from outside
id: ics-1
level: critical
logsource: {product: modbus, service: firewall}
detection:
    selection: {function: [5, 6, 15, 16]}
    inside: {source|cidr: 10.1.0.0/16}
    condition: selection and not inside
"""


@pytest.fixture
def found(make_place, make_records, at):
    """Findings and refusals of one or more rules on rows."""

    def find(rules, *rows, source="logs"):
        place = make_place({f"r{i}.yml": text for i, text in enumerate(rules)})
        return match(place, (make_records(*rows, source=source),), Sites(place), at)

    return find


def event(at, minutes=10, **fields):
    return {"_time": at - timedelta(minutes=minutes), "_host": "MILL-07.corp.example", **SYSMON, **fields}


def test_a_finding_carries_rule_site_authority_count_times_and_evidence(found, at):
    rows = [event(at, 30, Image=r"C:\Windows\WHOAMI.EXE"), event(at, 10, Image=r"C:\Windows\whoami.exe")]
    (finding,) = found([WHOAMI], *rows, event(at, 5, Image="notepad.exe")).findings
    assert (finding.rule, finding.level, finding.tags) == (
        "00000000-0000-4000-8000-000000000001",
        Level.HIGH,
        ("attack.t1033",),
    )
    assert (finding.site, finding.jurisdiction, finding.field) == ("mill", "west", "cyber")
    assert (finding.count, finding.evidence) == (2, ("logs-1", "logs-0"))
    assert (finding.first, finding.time) == (at - timedelta(minutes=30), at - timedelta(minutes=10))
    assert finding.detail == r"2 events on MILL-07.corp.example: Image C:\Windows\whoami.exe."


def test_security_4688_is_a_process_creation_with_its_own_field_names(found, at):
    row = event(at, Channel="Security", EventID="4688", NewProcessName=r"C:\Windows\whoami.exe")
    (finding,) = found([WHOAMI], row).findings
    assert r"NewProcessName C:\Windows\whoami.exe" in finding.detail


def test_an_event_of_another_channel_is_not_looked_at(found, at):
    assert not found([WHOAMI], event(at, EventID="3", Image=r"C:\whoami.exe")).findings


def test_an_event_after_the_pass_is_not_looked_at(found, at):
    result = found([WHOAMI], event(at, -1, Image=r"C:\whoami.exe"), event(at, Image="x"))
    assert (result.findings, result.events) == ((), 1)


def test_an_event_without_a_time_counts_at_the_time_of_the_pass(found, at):
    (finding,) = found([WHOAMI], event(at, Image=r"C:\whoami.exe") | {"_time": None}).findings
    assert finding.time == at


def test_other_logs_are_routed_by_their_own_columns(found, at):
    row = {"_time": at, "product": "modbus", "service": "Firewall", "function": "16", "source": "192.0.2.7"}
    inside = row | {"source": "10.1.2.3"}
    other = row | {"product": "dnp3"}
    (finding,) = found([WRITE], row, inside, other, source="ics").findings
    assert (finding.count, finding.site, finding.jurisdiction) == (1, "tank", "east")


def test_a_rule_whose_columns_no_source_has_is_refused_and_the_others_go_on(found, at):
    result = found([WHOAMI, WRITE], event(at, Image=r"C:\whoami.exe"))
    assert (len(result.findings), result.rules) == (1, 1)
    (refusal,) = result.refusals
    assert (refusal.rule, refusal.file) == ("ics-1", "rules/r1.yml:2")
    assert refusal.reason.endswith(
        "(product modbus, service firewall) cannot be routed: no source's records have the columns product/service"
    )


def test_without_any_record_no_rule_is_refused(make_place, at):
    place = make_place({"a.yml": WRITE})
    assert match(place, (), Sites(place), at).refusals == ()


def test_a_second_rule_with_the_same_id_is_refused(found, at):
    result = found([WHOAMI, WHOAMI], event(at, Image=r"C:\whoami.exe"))
    assert [finding.count for finding in result.findings] == [1]
    assert "is used by rules/r0.yml:2 already" in result.refusals[0].reason


def test_an_unknown_machine_is_a_subject_of_its_own(found, at):
    rows = [event(at, Image=r"\whoami.exe", _host=host) for host in ("lab-1", "lab-2", "LAB-1")]
    findings = found([WHOAMI], *rows).findings
    assert sorted((finding.site, finding.count) for finding in findings) == [(None, 1), (None, 2)]


def test_the_same_event_read_twice_counts_once(found, at):
    row = event(at, Image=r"\whoami.exe", _id="same")
    (finding,) = found([WHOAMI], row, row).findings
    assert finding.count == 1


def test_at_most_twenty_pieces_of_evidence_are_kept_newest_first(found, at):
    rows = [event(at, minutes, Image=r"\whoami.exe") for minutes in range(1, 31)]
    (finding,) = found([WHOAMI], *rows).findings
    assert (finding.count, finding.evidence[0], len(finding.evidence)) == (30, "logs-0", 20)


def test_the_order_of_rows_changes_nothing(found, at):
    rows = [event(at, i % 5, Image=r"\whoami.exe", _id=f"e{i}", _host=f"pier-0{i % 3}") for i in range(12)]
    shuffled = random.Random(1).sample(rows, len(rows))
    assert found([WHOAMI], *rows) == found([WHOAMI], *shuffled)


def test_a_rule_file_that_is_gone_is_a_refusal(make_place, make_records, at):
    place = make_place({"a.yml": WHOAMI})
    place.rules[0].unlink()
    result = match(place, (), Sites(place), at)
    assert result.refusals[0].reason == "cannot be read: No such file or directory"


def test_a_regular_expression_that_could_take_for_ever_refuses_its_rule(found, at):
    rule = WHOAMI.replace("Image|endswith: '\\whoami.exe'", "Image|re: '(?=a)(a+)+$'")
    result = found([rule], event(at, Image="a" * 50))
    assert "could take for ever" in result.refusals[0].reason
