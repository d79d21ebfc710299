"""Which language a warning is in, and its sentences. The sentences are data: one TOML file a language."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

FALLBACK = "en"
_FOLDER = files("forestall.warn") / "languages"


class Language:
    """The sentences of one language."""

    def __init__(self, tag: str, tree: dict[str, Any]) -> None:
        self.tag = tag
        self._tree = tree

    def say(self, path: str, **words: object) -> str:
        """The sentence at a dotted path, with its words filled in, without characters that cannot be shown."""
        text = self._at(path)
        if not isinstance(text, str):
            raise TypeError(f"{self.tag}.toml: {path} is no sentence")
        return plain(text.format_map(words))

    def word(self, path: str, number: int) -> str:
        """One of a list of words."""
        return str(self._at(path)[number])

    def _at(self, path: str) -> Any:
        node: Any = self._tree
        for key in path.split("."):
            node = node[key]
        return node


def chosen(wanted: Sequence[str]) -> tuple[Language, bool]:
    """The first of the languages that there is wording for, and whether it is the first one wanted.

    Args:
        wanted: language tags (BCP 47), first one first

    Returns:
        The language, English when there is wording for none, and whether it is the first one wanted.
    """
    for number, tag in enumerate(wanted):
        primary = tag.split("-")[0].lower()
        if primary in available():
            return _language(primary), number == 0
    return _language(FALLBACK), False


@cache
def available() -> tuple[str, ...]:
    """Tags of the languages there is wording for."""
    return tuple(sorted(file.name.removesuffix(".toml") for file in _FOLDER.iterdir() if file.name.endswith(".toml")))


def plain(text: str) -> str:
    """Text on one line, without characters that cannot be shown (XML would refuse them)."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


@cache
def _language(tag: str) -> Language:
    return Language(tag, tomllib.loads((_FOLDER / f"{tag}.toml").read_text(encoding="utf-8")))
