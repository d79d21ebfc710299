"""Sentences of stages in another language. Records and the ledger keep the English ones; pages translate as they show.

A sentence is recognised by its pattern: the words around its values. What no pattern fits stays as it is, so text that
people or partners wrote is never touched but where it is, word for word, one of ours. The patterns stand in
`sentences.py`, their translations in the catalogues of the pages.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from forestall.model.words import (
    EffectOn,
    EffectTarget,
    Field,
    FindingKind,
    Level,
    Need,
    Proof,
    Scale,
    SourceStatus,
)
from forestall.outlook.fields import FieldLevel
from forestall.outlook.kinds import SERVICE, SITE, SITES
from forestall.outlook.wording import DAYS, MONTHS, NBSP
from forestall.outlook.wording import words as written

TOP, FIGURE, REFUSAL, VALUE = "", "figure", "refusal", "value"
"""Families of patterns: whole sentences; numbers and times with their words; what is not as it should be; what stands
beside a quantity where a number is worked out."""
_HOLE = re.compile(r"%\((\w+)\)s")
_NUMBER = r"[−-]?\d(?:[\d.,]*\d)?(?:\s(?:k|M|bn|tn)\b|\s×\s10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"
_SHAPES = {
    "n": _NUMBER,
    "figure": r"(?:[^();]*?\d[^();]*?|no data|never)",
    "when": r"\S[^;,]*?\d[^;,]*?",
    "percent": r"[<>]?\s?\d[\d.,]*\s?%",
    "unit": r"[^\s“”]+(?: [^\s“”]+)?",
    "sector": r"[NESW]{1,3}",
    "stability": r"[A-F]",
    "guideline": r"[A-Z]+-\d",
    "density": r"\d[\d.e+-]*",
    "load": r"\S+ \S+",
}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "field": tuple(Field),
    "level": (*Level, *FieldLevel),
    "status": tuple(SourceStatus),
    "scale": tuple(written(each) for each in Scale),
    "proof": tuple(Proof),
    "severity": ("extreme", "severe", "moderate", "minor", "unknown"),
    "certainty": ("observed", "likely", "possible", "unlikely", "unknown"),
    "trend": ("up", "down", "steady", "new", "gone", "unknown"),
    "day": (*DAYS, *(each[:3] for each in DAYS)),
    "month": (*MONTHS, *(each[:3] for each in MONTHS)),
    "detector": tuple(FindingKind),
    "need": tuple(Need),
    "effect": tuple(EffectOn),
    "target": tuple(EffectTarget),
    "thing": ("alert", "finding"),
    "audience": ("office", "authority", "outside"),
    "site": tuple(each.removesuffix(SITE) for each in SITES),
}
"""Values that are one of a few words: they are translated, and nothing else is taken for one."""
_MARKED = {"site": SITE, "service": SERVICE, "month": " (month)"}
"""Choices whose texts say what they are, for the same word says something else elsewhere."""
_LISTS = {"fields": "field"}
_WHOLE = {"zone", "bound"}
_MUST = {"known", *_WHOLE}
"""Values that have to be one of ours, some as a whole: else the sentence stays as it is."""
_FSI, _PDI = "\u2068", "\u2069"  # Unicode UAX 9: a value keeps its own direction within a sentence
_MOST_KEPT = 20_000
_DEEPEST = 8
Text = Callable[[str], str]
"""A text of the catalogue in a language."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence with holes for its values."""

    family: str
    """Where it may stand: `TOP`, or the name of the holes that it fills."""
    english: str
    """It, with `%(name)s` for a value. The name says what the value is."""
    other: str
    """The same in the other language."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A pattern that can be looked for."""

    regex: re.Pattern[str]
    anchor: str
    """Its longest piece without a hole: where that is not, the pattern is not."""
    other: str


class Said:
    """Sentences in one language; what was said once is kept."""

    def __init__(self, patterns: Iterable[Pattern], text: Text, *, leftward: bool = False) -> None:
        """Take the patterns.

        Args:
            patterns: the earlier ones are looked for first
            text: a text of the catalogue, for values that are one of a few words
            leftward: whether the language is written from right to left
        """
        self._text, self._leftward = text, leftward
        self._families: dict[str, list[_Ready]] = {}
        for each in patterns:
            self._families.setdefault(each.family, []).append(_ready(each))
        self._kept: dict[tuple[str, str], str] = {}

    def __call__(self, sentence: str, family: str = TOP) -> str:
        """A sentence in the language; itself when it is none of ours.

        Args:
            sentence: in English
            family: which patterns it can have
        """
        key = family, sentence
        if key not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[key] = self._said(sentence, family, 0)
        return self._kept[key]

    def _said(self, sentence: str, family: str, depth: int) -> str:
        if depth > _DEEPEST or not sentence or not self._families:
            return sentence
        plain = sentence.replace(NBSP, " ")
        found = self._matched(plain, family, depth)
        if found is None:
            return sentence if family == FIGURE else self._in_parts(sentence, family, depth)
        return _bound(found) if family == FIGURE else found

    def _matched(self, plain: str, family: str, depth: int) -> str | None:
        for each in self._families.get(family, ()):
            if each.anchor not in plain:
                continue
            match = each.regex.fullmatch(plain)
            values = {} if match is None else match.groupdict()
            said = {name: self._value(name, value, depth) for name, value in values.items()}
            if match is not None and all(said[name] != values[name] for name in said.keys() & _MUST):
                return each.other % said
        return None

    def _in_parts(self, sentence: str, family: str, depth: int) -> str:
        """A sentence that is none of ours as a whole: its parts, or what stands behind its first words."""
        head, sign, tail = sentence.partition(": ")
        whole = self._matched(tail, family, depth + 1) if family == REFUSAL else None
        if whole is not None:
            return f"{head}{sign}{whole}"
        for mark in ("\n", "; "):
            if mark in sentence:
                return mark.join(self._said(each, family, depth + 1) for each in sentence.split(mark))
        return f"{head}{sign}{self._said(tail, family, depth + 1)}" if sign else sentence

    def _value(self, hole: str, value: str, depth: int) -> str:
        """A value of a sentence in the language."""
        kind = hole.rstrip("0123456789")
        if kind in _MARKED or kind in _CHOICES:
            return self._marked(value, kind) if kind in _MARKED else self._choice(value)
        if kind in _LISTS or kind == "names":
            say = self._choice if kind in _LISTS else self._own
            return self._joined([say(each) for each in re.split(r", | and ", value)])
        if kind == "drivers":
            return "; ".join(self._said(each, TOP, depth + 1) for each in re.split(r"(?<=\)), ", value))
        if kind in _WHOLE:
            return self._matched(value, kind, depth + 1) or value
        family = {"said": TOP, "known": TOP, "when": FIGURE}.get(kind, kind)
        if kind == "n":
            return value
        found = self._said(value, family, depth + 1) if family in self._families else value
        return found if found != value or kind in _MUST else self._own(value)

    def _marked(self, value: str, kind: str) -> str:
        """A word whose text says what it is: `May` is a verb as well, and `market` no site only."""
        name = value.casefold()
        if kind == "month":
            name = next(each for each in MONTHS if each.startswith(value.capitalize()))
        return self._text(name + _MARKED[kind]).removesuffix(_MARKED[kind])

    def _choice(self, value: str) -> str:
        found = self._text(value.casefold())
        if found != value.casefold():
            return found[:1].upper() + found[1:] if value[:1].isupper() else found
        return self._text(value) if value[:1].isupper() else self._text(value.capitalize()).casefold()

    def _joined(self, some: list[str]) -> str:
        """A list in words."""
        found = some[0]
        for each in some[1:-1]:
            found = self._text("%(some)s, %(next)s") % {"some": found, "next": each}
        return self._text("%(some)s and %(last)s") % {"some": found, "last": some[-1]} if len(some) > 1 else found

    def _own(self, value: str) -> str:
        """A value as it is; in a sentence from right to left it keeps its own direction."""
        return f"{_FSI}{value}{_PDI}" if self._leftward and re.search(r"[A-Za-z]", value) else value


def patterns(english: Mapping[str, Iterable[str]], text: Text) -> list[Pattern]:
    """Patterns with their translations.

    Args:
        english: patterns by family
        text: a text of the catalogue
    """
    return [Pattern(family, each, text(each)) for family, some in english.items() for each in some]


def _ready(pattern: Pattern) -> _Ready:
    regex, anchor, at = "", "", 0
    for hole in _HOLE.finditer(pattern.english):
        piece = pattern.english[at : hole.start()].replace("%%", "%")
        regex += f"{re.escape(piece)}(?P<{hole[1]}>{_expected(hole[1])})"
        anchor, at = max(anchor, piece, key=len), hole.end()
    piece = pattern.english[at:].replace("%%", "%")
    return _Ready(re.compile(regex + re.escape(piece)), max(anchor, piece, key=len), pattern.other)


def _expected(hole: str) -> str:
    """What a hole takes: a number, one of a few words, or anything."""
    kind = hole.rstrip("0123456789")
    if kind in _SHAPES:
        return _SHAPES[kind]
    if kind in _CHOICES or kind in _LISTS:
        one = "|".join(re.escape(each) for each in _CHOICES[_LISTS.get(kind, kind)])
        if kind == "site":  # as places write it: `Port, fuel` is the title of a source
            return f"(?:{one})"
        return f"(?i:{one})" if kind in _CHOICES else f"(?i:(?:{one})(?:(?:, | and )(?:{one}))*)"
    return ".+?"


def _bound(text: str) -> str:
    """Numbers are not parted from what they count."""
    return re.sub(r"(?<=\d) (?=\S)|(?<=\S) (?=\d)", NBSP, text)
