"""What Sigma's detection language means for one event: a rule's section, an event, whether it is found."""

import pyarrow as pa
import pytest
import yaml

from forestall.detect.logsource import Route
from forestall.detect.translate import predicate
from forestall.engine.columns import matches
from forestall.standards.sigma.read import read

HEAD = "title: t\nlogsource: {product: x}\ndetection:\n"
ANY = (Route(()),)

CASES: dict[str, tuple[str, dict[str, str | None], bool]] = {
    "equal text ignores case": ("{a: Abc}", {"a": "aBC"}, True),
    "equal text is the whole text": ("{a: abc}", {"a": "abcd"}, False),
    "case is ignored beyond ASCII": ("{a: 'ÄÖ-ΣΑΣ-Ж'}", {"a": "äö-σας-ж"}, True),
    "cased keeps case": ("{a|cased: Abc}", {"a": "abc"}, False),
    "cased finds the same case": ("{a|contains|cased: Abc}", {"a": "xAbcx"}, True),
    "every field of a map must hold": ("{a: x, b: y}", {"a": "x", "b": "z"}, False),
    "one value of a list is enough": ("{a: [x, y]}", {"a": "y"}, True),
    "one map of a list is enough": ("[{a: x}, {b: y}]", {"a": "q", "b": "y"}, True),
    "contains": ("{a|contains: ell}", {"a": "Hello"}, True),
    "startswith": ("{a|startswith: HE}", {"a": "Hello"}, True),
    "startswith is not contains": ("{a|startswith: el}", {"a": "Hello"}, False),
    "endswith": ("{a|endswith: LO}", {"a": "Hello"}, True),
    "all asks for each value": ("{a|contains|all: [he, lo]}", {"a": "Hello"}, True),
    "all fails when one is missing": ("{a|contains|all: [he, xx]}", {"a": "Hello"}, False),
    "star is any text": ("{a: 'C:*\\x.exe'}", {"a": "C:\\one\\two\\x.exe"}, True),
    "question mark is one character": ("{a: 'a?c'}", {"a": "abc"}, True),
    "question mark is not none": ("{a: 'a?c'}", {"a": "ac"}, False),
    "star passes line ends": ("{a: 'a*c'}", {"a": "a\nb\nc"}, True),
    "an escaped star is a star": (r"{a: 'a\*c'}", {"a": "a*c"}, True),
    "an escaped star is nothing else": (r"{a: 'a\*c'}", {"a": "abc"}, False),
    "a value that is one escaped star": (r"{a: '\*'}", {"a": "b"}, False),
    "a backslash before a letter is itself": (r"{a: 'C:\dir'}", {"a": r"c:\DIR"}, True),
    "an escaped backslash before a star": (r"{a: 'C:\\*'}", {"a": r"C:\anything"}, True),
    "special characters of expressions are plain": ("{a: 'a+(b)*.x?'}", {"a": "a+(b)zz.xy"}, True),
    "a star alone asks that the field is there": ("{a: '*'}", {"a": ""}, True),
    "a star alone and no field": ("{a: '*'}", {"b": "x"}, False),
    "null is a missing field": ("{a: null}", {"b": "x"}, True),
    "null is not the empty text": ("{a: null}", {"a": ""}, False),
    "the empty text is not null": ("{a: ''}", {"a": None, "b": "x"}, False),
    "the empty text": ("{a: ''}", {"a": ""}, True),
    "exists": ("{a|exists: true}", {"a": ""}, True),
    "exists not": ("{a|exists: false}", {"a": "x"}, False),
    "a number finds a text of digits": ("{a: 16}", {"a": "16"}, True),
    "a number is compared as a number": ("{a: 16}", {"a": "16.0"}, True),
    "a number is not found in a text": ("{a: 16}", {"a": "x16"}, False),
    "gt": ("{a|gt: 5}", {"a": "5.5"}, True),
    "gte": ("{a|gte: 5}", {"a": "5"}, True),
    "lt": ("{a|lt: 5}", {"a": "-3"}, True),
    "lte of what is no number": ("{a|lte: 5}", {"a": "many"}, False),
    "neq": ("{a|neq: x}", {"a": "y"}, True),
    "neq of the same": ("{a|neq: x}", {"a": "X"}, False),
    "neq of a missing field": ("{a|neq: x}", {"b": "x"}, True),
    "a truth value": ("{a: true}", {"a": "True"}, True),
    "re is found anywhere": ("{a|re: 'b.d'}", {"a": "abcde"}, True),
    "re keeps case": ("{a|re: 'B.D'}", {"a": "abcde"}, False),
    "re with i": ("{a|re|i: 'B.D'}", {"a": "abcde"}, True),
    "re with m": ("{a|re|m: '^b$'}", {"a": "a\nb\nc"}, True),
    "re without m": ("{a|re: '^b$'}", {"a": "a\nb\nc"}, False),
    "re with s": ("{a|re|s: 'a.b'}", {"a": "a\nb"}, True),
    "re with look-ahead": ("{a|re: '^(?!x)a'}", {"a": "abc"}, True),
    "re with a back-reference": (r"{a|re: '(.)\1'}", {"a": "abb"}, True),
    "cidr": ("{a|cidr: 10.0.0.0/8}", {"a": "10.200.3.4"}, True),
    "cidr outside": ("{a|cidr: 10.0.0.0/8}", {"a": "11.0.0.1"}, False),
    "cidr of an IPv4 address written as IPv6": ("{a|cidr: 10.0.0.0/8}", {"a": "::ffff:10.0.0.1"}, True),
    "cidr of IPv6": ("{a|cidr: 'fe80::/10'}", {"a": "FE80::1"}, True),
    "cidr of what is no address": ("{a|cidr: 0.0.0.0/0}", {"a": "10.0.0"}, False),
    "fieldref": ("{a|fieldref: b}", {"a": "One", "b": "one"}, True),
    "fieldref of a missing field": ("{a|fieldref: c}", {"a": "One"}, False),
    "fieldref with endswith": ("{a|fieldref|endswith: b}", {"a": "xOne", "b": "one"}, True),
    "fieldref with neq": ("{a|fieldref|neq: b}", {"a": "x", "b": "one"}, True),
    "windash takes a slash": ("{a|windash|contains: ' -f'}", {"a": "cmd /F x"}, True),
    "windash takes an em dash": ("{a|windash|contains: ' -f'}", {"a": "cmd —f x"}, True),
    "windash leaves a dash inside a word": ("{a|windash|contains: '-a-b'}", {"a": "/a/b"}, False),
    "base64": ("{a|base64: ping}", {"a": "cGluZw=="}, True),
    "base64offset at the second byte": ("{a|base64offset|contains: 'http://'}", {"a": "eGh0dHA6Ly94"}, True),
    "wide and base64offset": ("{a|wide|base64offset|contains: ping}", {"a": "cABpAG4AZwA="}, True),
    "utf16le is wide": ("{a|utf16le|base64offset|contains: ping}", {"a": "cABpAG4AZwA="}, True),
    "utf16be": ("{a|utf16be|base64offset|contains: ping}", {"a": "AHAAaQBuAGc="}, True),
    "utf16 has a byte order mark": ("{a|utf16|base64: pi}", {"a": "//5wAGkA"}, True),
    "a field by its last name": ("{process.parent.a: x}", {"a": "x"}, True),
    "a field by its last two names": ("{event.process.name: x}", {"process.name": "x", "name": "y"}, True),
    "a field written with spaces in the log": ("{ThreatName: x}", {"Threat Name": "x"}, True),
    "a keyword anywhere": ("[needle]", {"a": "x", "b": "a NEEDLE here"}, True),
    "no keyword anywhere": ("[needle]", {"a": "x", "b": "y"}, False),
    "all keywords, each anywhere": ("{'|all': [one, two]}", {"a": "x one", "b": "two"}, True),
    "all keywords, one missing": ("{'|all': [one, two]}", {"a": "x one", "b": "x"}, False),
    "a keyword with a star": ("['n*le']", {"a": "a needle"}, True),
    "a keyword expression": ("{'|re': 'ne+dle'}", {"a": "a needle"}, True),
}

CONDITIONS: dict[str, tuple[str, bool]] = {
    "and": ("one and two", False),
    "or": ("one or two", True),
    "not": ("not two", True),
    "and binds closer than or": ("one or two and two", True),
    "parentheses": ("(one or two) and two", False),
    "1 of a pattern": ("1 of t*", False),
    "1 of them": ("1 of them", True),
    "any of them": ("any of them", True),
    "all of a pattern": ("all of on*", True),
    "all of them leaves out names with an underscore": ("all of them and not two", False),
    "not 1 of": ("one and not 1 of two*", True),
}


def finds(section: str, event: dict[str, str | None]) -> bool:
    (rule,), refused = read((HEAD + section).encode(), "r.yml")
    assert not refused
    table = pa.table({name: pa.array([value], pa.string()) for name, value in event.items()})
    (rows,) = matches(table, [predicate(rule.condition, ANY, tuple(event))])
    return len(rows) == 1


@pytest.mark.parametrize(("selection", "event", "expected"), CASES.values(), ids=CASES)
def test_a_selection_means_what_the_specification_says(selection, event, expected):
    assert finds(f"  s: {selection}\n  condition: s\n", event) is expected


@pytest.mark.parametrize(("condition", "expected"), CONDITIONS.values(), ids=CONDITIONS)
def test_a_condition_means_what_the_specification_says(condition, expected):
    section = f"  one: {{a: x}}\n  two: {{a: y}}\n  _hidden: {{a: y}}\n  condition: {condition}\n"
    assert finds(section, {"a": "x"}) is expected


def test_them_leaves_out_names_that_begin_with_an_underscore():
    assert finds("  one: {a: x}\n  _two: {a: y}\n  condition: all of them\n", {"a": "x"})


def test_one_of_several_conditions_is_enough():
    assert finds("  one: {a: x}\n  two: {a: y}\n  condition: [two, one]\n", {"a": "x"})


def test_a_negated_selection_holds_where_the_field_is_missing():
    assert finds("  one: {b: x}\n  condition: not one\n", {"a": "x"})


def test_every_case_is_yaml_a_person_could_write():
    assert all(yaml.safe_load(selection) is not None for selection, _, _ in CASES.values())
