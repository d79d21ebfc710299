"""Which languages a warning is in, and their sentences. The sentences are data: one TOML file a language."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

FALLBACK = "en"
_FOLDER = files("forestall.warn") / "languages"
_ISOLATED = "\u2068{}\u2069"  # Unicode UAX 9, FSI and PDI: a name keeps its own direction within a sentence


class Language:
    """The sentences of one language."""

    def __init__(self, tag: str, tree: dict[str, Any]) -> None:
        self.tag = tag
        self._tree = tree
        self.right_to_left = tree["language"]["direction"] == "rtl"
        """Whether it is written from right to left."""

    @property
    def name(self) -> str:
        """Its own name for itself."""
        return str(self._tree["language"]["name"])

    def say(self, path: str, **words: object) -> str:
        """The sentence at a dotted path, with its words filled in, without characters that cannot be shown."""
        text = self._at(path)
        if not isinstance(text, str):
            raise TypeError(f"{self.tag}.toml: {path} is no sentence")
        if self.right_to_left:
            return text.format_map({name: self._within(word) for name, word in words.items()})
        return plain(text.format_map(words))

    def word(self, path: str, number: int) -> str:
        """One of a list of words."""
        return str(self._at(path)[number])

    def number(self, value: float) -> str:
        """A number with the language's own marks, six digits at most unless it is whole."""
        text = f"{value:,d}" if isinstance(value, int) else f"{value:,g}"
        marks = self._tree["language"]
        return text.translate(str.maketrans({",": marks["thousands"], ".": marks["decimal"]}))

    def keys(self, path: str) -> tuple[str, ...]:
        """The names below a dotted path, sorted."""
        return tuple(sorted(self._at(path)))

    def _within(self, word: object) -> str:
        """A word in a sentence that runs from right to left; what was said in the language is left as it is."""
        text = plain(str(word), keep="\u2068\u2069")
        return text if _runs_left(text) else _ISOLATED.format(text)

    def _at(self, path: str) -> Any:
        node: Any = self._tree
        for key in path.split("."):
            node = node[key]
        return node


def spoken(wanted: Sequence[str]) -> tuple[Language, ...]:
    """The languages that there is wording for, in the order wanted, each once; English when there is none.

    Args:
        wanted: language tags (BCP 47), first one first
    """
    tags = dict.fromkeys(primary(tag) for tag in wanted if primary(tag) in available())
    return tuple(_language(tag) for tag in tags) or (_language(FALLBACK),)


def language_of(tag: str) -> Language:
    """The sentences of a language tag; English when there are none."""
    return spoken((tag,))[0]


def primary(tag: str) -> str:
    """The language of a tag, without region and script."""
    return tag.partition("-")[0].lower()


@cache
def available() -> tuple[str, ...]:
    """Tags of the languages there is wording for."""
    return tuple(sorted(file.name.removesuffix(".toml") for file in _FOLDER.iterdir() if file.name.endswith(".toml")))


def plain(text: str, keep: str = "") -> str:
    """Text on one line, without characters that cannot be shown (XML would refuse them) but those in `keep`."""
    return " ".join("".join(char if char.isprintable() or char in keep else " " for char in text).split())


def _runs_left(text: str) -> bool:
    """Whether a text begins with an Arabic or Hebrew letter."""
    return "\u0590" <= text[:1] <= "\u08ff"


@cache
def _language(tag: str) -> Language:
    return Language(tag, tomllib.loads((_FOLDER / f"{tag}.toml").read_text(encoding="utf-8")))
