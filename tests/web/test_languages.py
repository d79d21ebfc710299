"""Every text of the pages in every language: translated, with the same values, in all forms of the plural."""

import re
from collections import Counter
from functools import cache

import pytest

from forestall.web import catalogue, language
from forestall.web.catalogue import PLURALS
from forestall.web.language import LANGUAGES, Language

TRANSLATED = LANGUAGES[1:]
_VALUE = re.compile(r"%\(\w+\)s|%%|%")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|&[a-z]+;|&#\d+;")
_NUMBERS = range(200)
_FOREIGN = {
    "fr": r"[^\u00a0\u202f][;?!»]|«[^\u00a0]|[^\u00a0](?<!and)(?<!or):(?=\s|$)|\w'\w",
    "es": r"^[^¿]*\?|^[^¡]*!",
    "ar": r"[\u0600-\u06ff]\s?[,;?]",
    "zh": r"[\u4e00-\u9fff]\s?[,;:?!]",
}
"""What a language writes in another way: no space before a mark in French, Latin marks after Arabic or Chinese."""

each_language = pytest.mark.parametrize("each", TRANSLATED, ids=lambda each: each.code)


@cache
def texts() -> dict[str, str]:
    """Every text of the pages, with its form for many."""
    return catalogue.texts()


def forms(each: Language) -> int:
    """How many forms of the plural a language has."""
    return int(re.search(r"nplurals=(\d)", PLURALS[each.code])[1])  # type: ignore[index]


def exact(each: Language) -> set[int]:
    """Forms of the plural that stand for one number only: they may write it as a word."""
    form = language.catalogue(each.code).form
    numbers = Counter(form(n) for n in _NUMBERS)
    return {which for which, count in numbers.items() if count == 1}


@each_language
def test_every_text_is_translated(each: Language) -> None:
    known = language.catalogue(each.code).texts
    missing = [one for one in texts() if one not in known]
    assert not missing, f"run `python -m forestall.web.catalogue` and translate into {each.name}"


@each_language
def test_a_catalogue_holds_no_text_that_no_page_says(each: Language) -> None:
    assert set(language.catalogue(each.code).texts) <= set(texts())


@each_language
def test_what_depends_on_a_number_has_every_form_of_the_plural(each: Language) -> None:
    known = language.catalogue(each.code).texts
    wanted = {one: forms(each) if many else 1 for one, many in texts().items() if one in known}
    assert {one: len(known[one]) for one in wanted} == wanted


@each_language
def test_a_translation_has_the_values_of_its_text(each: Language) -> None:
    wrong = []
    for one, said in language.catalogue(each.code).texts.items():
        wanted = Counter(_VALUE.findall(one))
        for which, form in enumerate(said):
            found = Counter(_VALUE.findall(form))
            counted = len(said) > 1 and which in exact(each)
            if found != wanted and not (counted and found == wanted - Counter(["%(n)s"])):
                wrong.append((one, form))
    assert not wrong


@each_language
def test_no_translation_holds_markup(each: Language) -> None:
    said = (form for forms in language.catalogue(each.code).texts.values() for form in forms)
    assert not [form for form in said if _TAG.search(form) or form != form.strip()]


@each_language
def test_a_rule_of_the_plural_names_each_of_its_forms(each: Language) -> None:
    form = language.catalogue(each.code).form
    assert {form(n) for n in _NUMBERS} == set(range(forms(each)))


@each_language
def test_a_catalogue_is_written_as_the_tool_writes_it(each: Language) -> None:
    found = (catalogue.HERE / "languages" / f"{each.code}.po").read_text(encoding="utf-8")
    known = language.catalogue(each.code)
    assert language.parsed(catalogue.written(each.code, texts(), known)).texts == known.texts
    assert "fuzzy" not in found


@each_language
def test_a_language_keeps_its_own_punctuation(each: Language) -> None:
    said = [form for forms in language.catalogue(each.code).texts.values() for form in forms]
    assert not [form for form in said if re.search(_FOREIGN[each.code], form)]


def test_only_arabic_is_marked_as_written_from_right_to_left() -> None:
    leftward = {each.code for each in LANGUAGES if each.leftward}
    arabic = re.compile(r"[\u0590-\u08ff]")
    written = {
        each.code
        for each in TRANSLATED
        if sum(bool(arabic.search(said[0])) for said in language.catalogue(each.code).texts.values()) > 100
    }
    assert leftward == written == {"ar"}


def test_arabic_says_one_and_two_as_words_and_more_as_numbers() -> None:
    arabic = language.catalogue("ar")
    one, many = "%(n)s source is silent", "%(n)s sources are silent"
    assert [arabic.counted(one, many, n) % {"n": n} for n in (1, 2, 5, 14)] == [
        "مصدر واحد صامت",
        "مصدران صامتان",
        "5 مصادر صامتة",
        "14 مصدرا صامتا",
    ]
