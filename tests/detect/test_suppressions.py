"""Suppressions: what they cover, when they end, and what is refused rather than guessed."""

from datetime import UTC, date, datetime

import pytest

from forestall.core.errors import InputError
from forestall.detect.suppressions import Suppressions, read
from forestall.model.hit import Hit
from forestall.model.words import Level

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
ENTRY = '[[suppressions]]\nrule = "r1"\nby = "CERT duty office"\nwhy = "known scanner"\nuntil = 2026-06-30\n'


def hit(rule="r1", host="web1.corp.example", site=None):
    return Hit(rule, "t", Level.LOW, (), "f", 0, None, host, (), site)


def toml(**changed):
    given = {"rule": "r1", "by": "office", "why": "w", "until": "2026-06-30"} | changed
    lines = [f'{name} = "{value}"' for name, value in given.items() if value]
    return read("[[suppressions]]\n" + "\n".join(lines), "s.toml", AT)


@pytest.mark.parametrize(
    ("pattern", "host", "covered"),
    [
        ("*", None, True),
        ("web1", "WEB1.corp.example", True),
        ("web?.corp.*", "web1.corp.example", True),
        ("web2", "web1", False),
        ("10.2.0.0/16", "10.2.3.4", True),
        ("10.2.0.0/16", "10.3.3.4", False),
        ("fd00::/8", "fd12::1", True),
        ("10.2.0.0/16", "web1", False),
        ("web*", None, False),
    ],
)
def test_a_machine_is_covered_by_name_pattern_or_subnet(pattern, host, covered):
    assert (toml(host=pattern).of(hit(host=host)) is not None) == covered


@pytest.mark.parametrize(("site", "covered"), [("mill", True), ("pier", False), (None, False)])
def test_a_suppression_may_hold_for_one_site(site, covered):
    assert (toml(rule="*", site="mill").of(hit(site=site)) is not None) == covered


def test_another_rule_is_not_covered():
    assert toml().of(hit(rule="r2")) is None


def test_a_suppression_holds_to_the_end_of_its_last_day():
    assert toml(until="2026-03-09").of(hit())
    ended = toml(until="2026-03-08")
    assert (ended.of(hit()), ended.ended[0].until) == (None, date(2026, 3, 8))


def test_toml_and_csv_say_the_same():
    table = "rule,by,why,until\nr1,CERT duty office,known scanner,2026-06-30\n"
    assert read(ENTRY, "s.toml", AT) == read(table, "s.csv", AT)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"by": ""}, "by is missing"),
        ({"why": " "}, "why is missing"),
        ({"until": "soon"}, "expected a date"),
        ({"until": ""}, "expected a date"),
        ({"by": "jdoe@corp.example"}, "expected an office"),
        ({"rule": "*"}, "would suppress everything"),
        ({"machine": "web1"}, "'machine' is not known"),
    ],
)
def test_what_is_not_plain_is_refused(changed, said):
    with pytest.raises(InputError, match=said):
        toml(**changed)


@pytest.mark.parametrize("text", ["rule = 1", "[[suppressions]\n", "suppressions = 3"])
def test_a_file_that_holds_something_else_is_refused(text):
    with pytest.raises(InputError, match=r"s\.toml"):
        read(text, "s.toml", AT)


def test_a_file_that_is_no_csv_is_refused():
    with pytest.raises(InputError, match=r"s\.csv, line 2: no CSV"):
        read("rule,by,why,until\na,office,x\ry,2031-03-11\n", "s.csv", AT)


def test_an_empty_file_suppresses_nothing():
    assert read("", "s.toml", AT) == Suppressions()
