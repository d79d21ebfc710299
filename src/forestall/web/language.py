"""The languages of the pages: catalogues of translations as they are written (`.po`), and which one a request wants.

English is what stands in code and templates. A text that a catalogue does not have is shown in English.
"""

import ast
import gettext
import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from fastapi import Request

COOKIE = "forestall-language"
_LINE = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[(\d)\])?)?\s*(".*")$')
_PLURAL = re.compile(r"plural\s*=\s*([^;]+);")


@dataclass(frozen=True, slots=True)
class Language:
    """A language in which the pages can be read."""

    code: str
    """BCP 47."""
    name: str
    """In the language itself."""
    leftward: bool = False
    """Whether it is written from right to left."""


LANGUAGES = (
    Language("en", "English"),
    Language("fr", "Français"),
    Language("es", "Español"),
    Language("ar", "العربية", leftward=True),
    Language("zh", "中文"),
)
_BY_CODE = {each.code: each for each in LANGUAGES}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of one language."""

    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """English text -> its translation, or one for each form of the plural."""
    form: Callable[[int], int] = lambda n: int(n != 1)
    """Which form of the plural a number takes."""

    def text(self, message: str) -> str:
        """A text; itself when there is no translation."""
        found = self.texts.get(message)
        return found[0] if found else message

    def counted(self, one: str, many: str, number: int) -> str:
        """A text that depends on a number."""
        found = self.texts.get(one)
        if not found:
            return one if number == 1 else many
        return found[min(self.form(number), len(found) - 1)]


_current: ContextVar[Language] = ContextVar("language", default=LANGUAGES[0])


def use(language: Language) -> None:
    """Write what follows in this request in a language."""
    _current.set(language)


def current() -> Language:
    """The language of this request."""
    return _current.get()


def text(message: str) -> str:
    """A text in the language of this request."""
    return catalogue(current().code).text(message)


def counted(one: str, many: str, number: int) -> str:
    """A text that depends on a number, in the language of this request."""
    return catalogue(current().code).counted(one, many, number)


def sentences(code: str) -> Callable[[str, str], str]:
    """What says the sentences of stages in a language, by family."""
    from forestall.web.said import sayer  # noqa: PLC0415 - rests on the catalogues of this module

    return sayer(code)


def wanted(request: Request) -> Language:
    """The language of a request: what was chosen here, else the first that the browser asks for and we have."""
    chosen = request.cookies.get(COOKIE, "")
    if chosen in _BY_CODE:
        return _BY_CODE[chosen]
    for code in _preferred(request.headers.get("accept-language", "")[:200]):
        if code in _BY_CODE:
            return _BY_CODE[code]
    return LANGUAGES[0]


def known(code: str) -> bool:
    """Whether there is a language of a code."""
    return code in _BY_CODE


def _preferred(header: str) -> list[str]:
    """Codes without region, the most wanted first (RFC 9110, 12.5.4)."""
    weighed = []
    for place, part in enumerate(header.split(",")):
        code, _, quality = part.strip().partition(";q=")
        weight = float(quality) if re.fullmatch(r"[01](\.\d{1,3})?", quality) else 1.0
        weighed.append((-weight, place, code.partition("-")[0].casefold()))
    return [code for weight, _, code in sorted(weighed) if weight < 0]


@cache
def catalogue(code: str) -> Catalogue:
    """The catalogue of a language; an empty one for English, and for a language without a file."""
    found = files("forestall.web").joinpath("languages", f"{code}.po")
    return Catalogue() if not found.is_file() else parsed(found.read_text(encoding="utf-8"))


def parsed(source: str) -> Catalogue:
    """A catalogue in the form of GNU gettext; fuzzy and empty entries do not count."""
    texts: dict[str, tuple[str, ...]] = {}
    form = Catalogue().form
    for entry in _entries(source):
        forms = tuple(entry[name] for name in sorted(entry) if name.startswith("msgstr"))
        if not entry.get("msgid"):
            rule = _PLURAL.search(forms[0] if forms else "")
            form = gettext.c2py(rule[1]) if rule else form
        elif all(forms):
            texts[entry["msgid"]] = forms
    return Catalogue(texts, form)


def _entries(source: str) -> Iterator[dict[str, str]]:
    for block in re.split(r"\n\s*\n", source):
        lines = block.strip().splitlines()
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            continue
        entry: dict[str, str] = {}
        name = ""
        for line in lines:
            found = _LINE.match(line)
            if found:
                name = found[1] or name
                entry[name] = entry.get(name, "") + str(ast.literal_eval(found[3]))
        if entry:
            yield entry
