"""Columns of text through the door: each distinct line is looked at once."""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from forestall.guard.accounts import HOME_HINT, LABEL_HINT
from forestall.guard.patterns import PATTERNS
from forestall.guard.words import Words

Change = Callable[[str], str]

_HINT = "|".join(f"(?:{hint})" for hint in (*(pattern.hint for pattern in PATTERNS), HOME_HINT, LABEL_HINT))


class Cleaner:
    """Applies the door's changes to columns of one table."""

    def __init__(self, text: Change, account: Change, words: Words) -> None:
        """Take the change of a text, that of an account, and the account names to look for in texts."""
        self._text, self._account, self._words = text, account, words
        self._known: dict[str, str] = {}

    def accounts(self, column: pa.ChunkedArray) -> pa.ChunkedArray:
        """A column of accounts, shape (n,)."""
        return _each_chunk(column, lambda values: _changed(values, self._account))

    def texts(self, column: pa.ChunkedArray, *, versions: bool = False) -> pa.ChunkedArray:
        """A column of texts, shape (n,); `versions`: numbers with dots are versions, not addresses."""
        return _each_chunk(column, self._versions if versions else self._lines)

    def _versions(self, values: pa.StringArray) -> pa.StringArray:
        return pc.if_else(pc.match_substring_regex(values, r"^[0-9. ]*$"), values, self._lines(values))

    def _lines(self, values: pa.StringArray) -> pa.StringArray:
        if not pc.any(pc.match_substring(values, "\n")).as_py():
            return self._distinct(values)
        lists = pc.split_pattern(values, "\n")
        lines = lists.values.dictionary_encode()
        cleaned = self._distinct(lines.dictionary).take(lines.indices)
        return pc.binary_join(pa.ListArray.from_arrays(lists.offsets, cleaned), "\n")

    def _distinct(self, values: pa.StringArray) -> pa.StringArray:
        hinted = pc.match_substring_regex(values, _HINT)
        if self._words:
            named = pa.array(map(self._words.may_stand_in, values.to_pylist()), pa.bool_())
            hinted = pc.or_(hinted, named)
        if not pc.any(hinted).as_py():
            return values
        return pc.replace_with_mask(values, hinted, _changed(values.filter(hinted), self._clean))

    def _clean(self, text: str) -> str:
        if text not in self._known:
            self._known[text] = self._words.replace(self._text(text))
        return self._known[text]


def _each_chunk(column: pa.ChunkedArray, change: Callable[[pa.StringArray], pa.StringArray]) -> pa.ChunkedArray:
    chunks = []
    for chunk in column.chunks:
        encoded = chunk.dictionary_encode()
        changed = change(encoded.dictionary) if len(encoded.dictionary) else encoded.dictionary
        chunks.append(changed.take(encoded.indices))
    return pa.chunked_array(chunks, pa.string())


def _changed(values: pa.StringArray, change: Change) -> pa.StringArray:
    return pa.array([change(value) for value in values.to_pylist()], pa.string())
