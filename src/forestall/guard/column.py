"""Columns of text through the door: each distinct line is looked at once."""

import re
from collections.abc import Callable, Sequence

import pyarrow as pa

from forestall.guard.suspects import suspects
from forestall.guard.words import Words

Change = Callable[[str], str]

_VERSION = re.compile(r"[0-9. ]*")


class Cleaner:
    """Applies the door's changes to columns of one table."""

    def __init__(self, text: Change, account: Change, words: Words) -> None:
        """Take the change of a text, that of an account, and the account names to look for in texts."""
        self._text, self._account, self._words = text, account, words
        self._known: dict[str, str] = {}

    def accounts(self, column: pa.ChunkedArray) -> pa.ChunkedArray:
        """A column of accounts, shape (n,)."""
        return _each_chunk(column, lambda values: [self._account(value) for value in values])

    def texts(self, column: pa.ChunkedArray, *, versions: bool = False) -> pa.ChunkedArray:
        """A column of texts, shape (n,); `versions`: numbers with dots are versions, not addresses."""
        return _each_chunk(column, lambda values: self.cleaned(values, versions=versions))

    def cleaned(self, texts: list[str], *, versions: bool = False) -> list[str]:
        """Distinct texts, each as it leaves the door."""
        if versions:
            others = [text for text in texts if not _VERSION.fullmatch(text)]
            told = dict(zip(others, self._lines(others), strict=True))
            return [told.get(text, text) for text in texts]
        return self._lines(texts)

    def _lines(self, texts: list[str]) -> list[str]:
        if not any("\n" in text for text in texts):
            return self._distinct(texts)
        lines = list(dict.fromkeys(line for text in texts for line in text.split("\n")))
        told = dict(zip(lines, self._distinct(lines), strict=True))
        return ["\n".join([told[line] for line in text.split("\n")]) for text in texts]

    def _distinct(self, texts: list[str]) -> list[str]:
        cleaned = list(texts)
        for place in {*suspects(texts), *self._words.among(texts)}:
            cleaned[place] = self._clean(texts[place])
        return cleaned

    def _clean(self, text: str) -> str:
        if text not in self._known:
            self._known[text] = self._words.replace(self._text(text))
        return self._known[text]


def _each_chunk(column: pa.ChunkedArray, change: Callable[[list[str]], Sequence[str]]) -> pa.ChunkedArray:
    chunks = []
    for chunk in column.chunks:
        encoded = chunk.dictionary_encode()
        changed = pa.array(change(encoded.dictionary.to_pylist()), pa.string())
        chunks.append(changed.take(encoded.indices))
    return pa.chunked_array(chunks, pa.string())
