"""Sentences of stages in the reader's language: patterns of the outlook, and those in which warnings are written."""

from collections.abc import Iterator, Sequence
from functools import cache

from forestall.outlook.said import TOP, VALUE, Pattern, Said, patterns
from forestall.outlook.sentences import PATTERNS
from forestall.outlook.wording import words
from forestall.warn.language import FALLBACK, Language, available, language_of
from forestall.web import language

_WARNED = (
    "findings.sigma",
    "findings.vulnerability",
    "findings.threshold",
    "findings.seasonal",
    "findings.silence",
    "risk",
)
_HOLES = {
    "where": "%(place)s",
    "what": "%(name)s",
    "title": "%(said)s",
    "level": "%(level)s",
    "times": "%(times)s",
    "headline": "%(said)s",
}
_BANDS = 9
_ISOLATES = dict.fromkeys(map(ord, "\u2068\u2069"))


def said(sentence: str, family: str = TOP) -> str:
    """A sentence in the language of this request."""
    return sayer(language.current().code)(sentence, family)


def named(word: str, family: str) -> str:
    """A usual word for a kind of thing in the language of this request; as words where it is none.

    Args:
        word: as the place or the record has it
        family: what it is a kind of, as the texts of `outlook/kinds.py` end
    """
    text = words(word) + family
    return language.text(text).removesuffix(family)


def worked(text: str, families: Sequence[str] = (VALUE, TOP)) -> str:
    """What stands in a derivation, in the language of this request.

    Args:
        text: a quantity, an equation, a remark, a value: one of our texts, or a sentence of one of the families
        families: which sentences it can be, the first that fits wins
    """
    own = language.text(text)
    for family in families if own == text else ():
        own = said(text, family)
        if own != text:
            return own
    return own.replace("%%", "%")


@cache
def sayer(code: str) -> Said:
    """The sentences of a language; English ones stay as they are."""
    catalogue = language.catalogue(code)
    known = {each.code: each for each in language.LANGUAGES}[code]
    if code == FALLBACK:
        return Said((), catalogue.text)
    found = [*_warnings(code), *patterns(PATTERNS, catalogue.text)]
    return Said(found, catalogue.text, leftward=known.leftward)


def _warnings(code: str) -> Iterator[Pattern]:
    """What the heads of warnings say, from the files in which they are written."""
    if code not in available():
        return
    english, other = language_of(FALLBACK), language_of(code)
    for path in ("words.cancel_headline", *(f"{each}.{part}" for each in _WARNED for part in ("headline", "event"))):
        yield Pattern(TOP, _sentence(english, path), _sentence(other, path))
    for number in range(_BANDS):
        yield Pattern("times", english.word("bands.ratio", number), other.word("bands.ratio", number))


def _sentence(tongue: Language, path: str) -> str:
    return tongue.say(path, **_HOLES).translate(_ISOLATES)  # values are isolated when they are filled in
