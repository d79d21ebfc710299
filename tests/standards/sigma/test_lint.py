"""What the lint says of rules, where, and what it lets pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.standards.sigma.lint.folder import lint

GOOD = """title: Good
id: 929a690e-bef0-4204-a928-ef5e620d6fcc
status: test
description: It is good
date: 2026-03-09
modified: 2026-03-10
tags: [attack.t1059.001, attack.execution, cve.2021-44228, tlp.amber, detection.threat-hunting, stp.3k]
logsource: {product: windows, category: process_creation}
detection:
  selection:
    Image|endswith: '\\a.exe'
    User|contains:
      - b
      - c
  filter_main:
    Path|startswith: 'C:\\'
  condition: selection and not 1 of filter_*
level: high
"""
ODD = {
    "no title": ("title: Good\n", "", "error", 1, "no title"),
    "no id": ("id: 929a690e-bef0-4204-a928-ef5e620d6fcc\n", "", "warning", 1, "no id"),
    "an id that is no UUID": ("929a690e-bef0", "929a", "warning", 2, "929a-4204"),
    "no level": ("level: high\n", "", "warning", 1, "no level"),
    "an unknown level": ("level: high", "level: hihg", "error", 18, "hihg"),
    "an unknown status": ("status: test", "status: tested", "warning", 3, "tested"),
    "a bad date": ("date: 2026-03-09", "date: 09.03.2026", "warning", 5, "09.03.2026"),
    "a day that is none": ("modified: 2026-03-10", "modified: 2026-02-30", "warning", 6, "2026-02-30"),
    "modified before it was made": ("modified: 2026-03-10", "modified: 2026-03-08", "warning", 6, "2026-03-08"),
    "a tag of no namespace": ("tlp.amber", "colour.amber", "warning", 7, "colour.amber"),
    "a tag that its namespace has not": ("attack.execution", "attack.executoin", "warning", 7, "attack.executoin"),
    "a tag with capitals": ("attack.execution", "attack.T1059", "warning", 7, "attack.T1059"),
    "a tag twice": ("attack.execution", "tlp.amber", "warning", 7, "tlp.amber"),
    "no log source": ("logsource: {product: windows, category: process_creation}\n", "", "error", 1, "no logsource"),
    "an empty log source": ("{product: windows, category: process_creation}", "{}", "error", 8, "{}"),
    "a log source in capitals": ("product: windows", "product: Windows", "warning", 8, "Windows"),
    "an unroutable log source": ("category: process_creation", "category: procces", "warning", 1, "procces"),
    "a slip of the pen": ("description:", "decription:", "warning", 4, "decription"),
    "an unknown modifier": ("User|contains", "User|contians", "error", 12, "Unknown modifier 'contians'"),
    "an invalid expression": ("Image|endswith: '\\a.exe'", "Image|re: '(a'", "error", 11, "no `)` for a `(`"),
    "an expression that can hang": ("Image|endswith: '\\a.exe'", "Image|re: '^(a+)+$'", "warning", 11, "^(a+)+$"),
    "an expression beyond the subset": (
        "Image|endswith: '\\a.exe'",
        "Image|re: '(?=a)b'",
        "warning",
        11,
        "look-around",
    ),
    "expand without a placeholder": ("User|contains", "User|expand", "warning", 12, "User|expand"),
    "a placeholder that has no value": (
        "      - c\n",
        "      - c\n    Host|expand: '%servers%'\n",
        "error",
        15,
        "%servers% has no value",
    ),
    "all with one value": ("Image|endswith", "Image|endswith|all", "warning", 11, "with a single value"),
    "a star that the modifier puts there": ("- b\n", "- '*b'\n", "warning", 13, "*b"),
    "a star at the end that the modifier puts there": ("- b\n", "- 'b*'\n", "warning", 13, "b*"),
    "an empty text to look for": ("- b\n", "- ''\n", "warning", 13, "an empty text"),
    "a star that is escaped by accident": ("'C:\\'", "'C:\\dir\\*'", "warning", 16, "C:\\dir\\*"),
    "the same value twice": ("- b\n", "- C\n", "warning", 14, "c"),
    "a selection that is not used": ("not 1 of filter_*", "not filter_x", "error", 17, "expected one of"),
    "an unused selection": (" and not 1 of filter_*", "", "warning", 15, "that no condition uses"),
    "a condition that is always true": (
        "selection and not 1 of filter_*",
        "selection or not selection",
        "warning",
        17,
        "always true",
    ),
    "a condition that is never true": (
        "selection and not 1 of filter_*",
        "selection and not selection",
        "warning",
        17,
        "never true",
    ),
    "a filter that excludes nothing": (
        "Path|startswith: 'C:\\'",
        "Image|endswith: b.exe",
        "warning",
        15,
        "makes no difference",
    ),
    "a filter that excludes everything": (
        "Path|startswith: 'C:\\'",
        "Image|endswith: .exe",
        "warning",
        17,
        "never true",
    ),
    "a selection that holds of no event": (
        "Path|startswith: 'C:\\'",
        "Path|startswith: C\n    Path|re: x\n    Path: D\n    Other: 5\n    Path|endswith: D",
        "warning",
        15,
        "holds of no event",
    ),
    "a map for a value": ("Path|startswith: 'C:\\'", "Path: {a: b}", "error", 16, "is no text, number"),
    "base64offset without contains": (
        "Image|endswith: '\\a.exe'",
        "Image|base64offset: a",
        "warning",
        11,
        "base64offset",
    ),
    "wide without base64": ("Image|endswith: '\\a.exe'", "Image|wide: a", "warning", 11, "Image|wide"),
    "windash without a dash": ("Image|endswith", "Image|windash|endswith", "warning", 11, "windash"),
    "a key twice": ("level: high", "level: high\nlevel: low", "error", 19, "given twice"),
    "no YAML": ("status: test", "status: [", "error", 5, "YAML"),
}


def routable(source):
    return source.category != "procces"


def remarks(*texts):
    return lint([(f"r{i}.yml", text.encode()) for i, text in enumerate(texts)], {}, routable)


def test_a_good_rule_has_no_remark():
    assert remarks(GOOD) == ()


@pytest.mark.parametrize(("old", "new", "severity", "line", "found"), ODD.values(), ids=ODD)
def test_an_odd_rule_is_told_with_its_line(old, new, severity, line, found):
    assert old in GOOD
    said = [(one.severity, one.line, one.found) for one in remarks(GOOD.replace(old, new))]
    assert any((one[0], one[1]) == (severity, line) and found in one[2] for one in said), said


def test_null_in_a_list_is_told():
    (remark,) = remarks(GOOD.replace("User|contains", "User").replace("- c\n", "- null\n"))
    assert (remark.line, remark.found) == (14, "null in a list of values")


def test_a_refused_rule_is_one_error_where_the_mistake_is():
    said = remarks(GOOD.replace("User|contains", "User|contians"))
    assert [(one.severity, one.line, one.column) for one in said] == [
        ("error", 12, "detection.selection.User|contians")
    ]


def test_a_wrong_document_does_not_hide_the_next_one():
    said = remarks(f"{GOOD}---\n{GOOD.replace('high', 'hihg').replace('929a', '829a')}")
    assert [(one.severity, one.line) for one in said] == [("error", 37)]


def test_an_id_that_is_used_twice_is_an_error_in_the_second_file():
    (remark,) = remarks(GOOD, GOOD)
    assert (remark.file, remark.severity) == ("r1.yml", "error")
    assert "which r0.yml:1 has already" in remark.found


def test_a_filter_of_a_rule_that_is_not_there_is_an_error():
    text = """title: f
id: 929a690e-bef0-4204-a928-ef5e620d6fcd
logsource: {product: windows}
filter:
  rules: [nothing]
  s: {User: x}
  condition: not s
"""
    (remark,) = remarks(GOOD, text)
    assert (remark.severity, remark.found) == ("error", "filter of 'nothing', which no rule goes by")


def test_a_filter_that_keeps_what_it_names_is_told():
    text = """title: f
id: 929a690e-bef0-4204-a928-ef5e620d6fcd
logsource: {product: windows}
filter:
  rules: any
  s: {User: x}
  condition: s
"""
    (remark,) = remarks(text)
    assert (remark.severity, remark.line) == ("warning", 7)
    assert "not selection" in remark.expected


def test_a_correlation_of_a_rule_that_is_not_there_is_an_error():
    text = """title: c
id: 929a690e-bef0-4204-a928-ef5e620d6fce
level: high
correlation: {type: event_count, rules: [nothing], group-by: [a], timespan: 5m, condition: {gte: 3}}
"""
    (remark,) = remarks(GOOD, text)
    assert (remark.severity, remark.found) == ("error", "correlation of 'nothing', which no rule goes by")


def test_the_order_of_files_is_no_matter():
    texts = [("a.yml", GOOD.replace("high", "hihg").encode()), ("b.yml", GOOD.replace("test", "x").encode())]
    assert lint(texts) == lint(texts[::-1])


@given(st.binary(max_size=300))
def test_any_bytes_are_judged_without_an_exception(data):
    lint([("a.yml", data)])


@given(st.lists(st.sampled_from(GOOD.splitlines(keepends=True)), max_size=12))
def test_lines_of_a_rule_in_any_order_are_judged_without_an_exception(lines):
    lint([("a.yml", "".join(lines).encode())])


def test_the_public_rules_have_few_errors_and_all_of_them_are_placeholders(shared):
    paths = sorted((shared / "data" / "sigma").glob("rules-*/**/*.yml"))
    said = lint([(path.name, path.read_bytes()) for path in paths])
    assert len(paths) > 500
    assert all("placeholder" in one.found for one in said if one.severity == "error")
    assert len(said) < len(paths) / 20
