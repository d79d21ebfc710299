"""Regular expressions made portable, and those that a backtracking engine would hang on."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import StandardError
from forestall.standards.sigma.ambiguity import exponential
from forestall.standards.sigma.pcre import read

PORTABLE = {
    r"[\w.-]+": r"[\x2d-\x2e0-9A-Z\x5fa-z]+",
    "[]a]": r"[\x5da]",
    "[^]a-]": r"[^\x2d\x5da]",
    r"\Qa.b\E+": r"(?:a\.b)+",
    "(?i)foo|bar": "(?i:foo|bar)",
    "a(?i)b": "a(?i:b)",
    "[[:digit:]x]": "[0-9x]",
    r"\x41\t\d": r"A\x09[0-9]",
    "(?<n>a)": "(?P<n>a)",
    "a{,3}": r"a\{,3\}",
    "a{2,}?": "a{2,}?",
    r"\/\-": "/-",
    "(?#remark)a": "a",
    r"[a-\d]": r"[\x2d0-9a]",
    "": "",
}
WRONG = [
    "(",
    "a)",
    "[",
    "[z-a]",
    "*a",
    "a**",
    "a{5,2}",
    "(?R)",
    "(?(1)a)",
    "(?x)a",
    "\\",
    r"\y",
    "[[:foo:]]",
    "(?<=a*)b",
    "(*FAIL)",
]
HANGS = [
    "(a+)+$",
    "(a|a)*b",
    "(a|aa)+",
    "(.*,)*x",
    r"(\w+\s?)+$",
    "(x{1,30})+y",
    "(a*)*",
    "(ab|a|b)+",
    "((ab)*)+",
    "([a-z]+.)+z",
]
SAFE = [
    "a+b+",
    "(a|b)*",
    "(a|ab)*c",
    r"(\w+\s)+$",
    "(?:[a-z]+[.])+com",
    ".*a.*b.*",
    "a{2,3}",
    "(a?)*",
    "^(?:ab?c)+$",
    "x*",
]
PLAIN = st.text("ab.*+?()[]{}|^$\\dws-,12", max_size=12)


@pytest.mark.parametrize(("regex", "portable"), PORTABLE.items())
def test_an_expression_is_written_so_that_engines_agree(regex, portable):
    assert read(regex, "r").portable == portable


@pytest.mark.parametrize("regex", WRONG)
def test_what_is_no_expression_is_refused(regex):
    with pytest.raises(StandardError):
        read(regex, "r")


@pytest.mark.parametrize("regex", HANGS)
def test_an_expression_that_reads_a_text_in_many_ways_is_known(regex):
    assert exponential(read(regex, "r").tree)


@pytest.mark.parametrize("regex", SAFE)
def test_an_expression_that_reads_a_text_in_few_ways_is_let_pass(regex):
    assert not exponential(read(regex, "r").tree)


@pytest.mark.parametrize("regex", ["(?:" * 60 + "a" + ")" * 60, "a" * 10_001, "a{10001}"])
def test_an_expression_beyond_the_limits_is_refused(regex):
    with pytest.raises(StandardError):
        read(regex, "r")


def test_a_very_large_expression_is_judged_in_bounded_time():
    assert not exponential(read("(?:" + "|".join(["[a-z]*x", "[a-y]*z"] * 500) + ")*", "r").tree)


@given(PLAIN, st.text("ab1 _-.\n", max_size=8))
def test_the_portable_form_finds_what_python_finds(regex, text):
    try:
        ours = read(regex, "r").portable
        theirs = re.compile(regex)
    except (StandardError, re.error, FutureWarning):
        return
    if "{," in regex or "++" in regex or "[[" in regex or "--" in regex or "||" in regex:
        return  # Python reads these otherwise than PCRE
    assert (re.search(ours, text) is None) == (theirs.search(text) is None)


@given(st.text(max_size=30))
def test_any_text_is_an_expression_or_refused(regex):
    try:
        exponential(read(regex, "r").tree)
    except StandardError:
        return
