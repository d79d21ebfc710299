"""One column of a batch: its distinct values, which of them each row holds, and what was found out about them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from ahocorasick_rs import BytesAhoCorasick
from numpy.typing import NDArray

from forestall.engine.fold import fold
from forestall.engine.program.literal import BEGIN, END, OTHER
from forestall.engine.program.verify import Bools, OneColumn, held

Codes = NDArray[np.signedinteger]
Indices = NDArray[np.int64]
_MARKED = str.maketrans({BEGIN: OTHER, END: OTHER})


@dataclass(frozen=True, slots=True)
class Hits:
    """Which values hold which texts: the values of text `t` are `codes[begin[t]:begin[t + 1]]`."""

    texts: Indices
    """Texts found at all, ascending."""
    begin: Indices
    codes: Indices

    def of(self, texts: Indices) -> Indices:
        """Values that hold at least one of some texts, some of them more than once."""
        found = [self.codes[self.begin[text] : self.begin[text + 1]] for text in texts.tolist()]
        return np.concatenate(found) if found else self.codes[:0]


class Column:
    """Distinct values of a column of text."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        """`column`: plain or dictionary encoded; what is no text is read as text, shape (n,)."""
        encoded = _encoded(column)
        self._values: pa.Array = encoded.dictionary
        self.size = len(self._values)
        """How many distinct values there are."""
        codes = encoded.indices
        codes = codes.fill_null(-1) if codes.null_count else codes
        self.codes: Codes = codes.to_numpy(zero_copy_only=False)
        """The value of each row, -1 for null, shape (n,)."""
        self._known: dict[OneColumn, NDArray[np.int8]] = {}

    def every(self) -> list[str]:
        """All values."""
        texts: list[str] = self._values.to_pylist()
        return texts

    def texts(self, codes: Codes) -> list[str]:
        """Some of the values."""
        texts: list[str] = self._values.take(pa.array(codes)).to_pylist()
        return texts

    def hits(self, automaton: BytesAhoCorasick, texts: int, among: Bools | None = None) -> Hits:
        """Looks for all texts in the values of some rows (`among`, shape (n,); None: all) at once."""
        if among is None:
            chosen, values = None, self.every()
        else:
            present = np.zeros(self.size + 1, dtype=np.bool_)
            present[self.codes[among]] = True
            chosen = np.flatnonzero(present[:-1])
            values = self.texts(chosen)
        data, begins = _marked(values)
        pairs = np.array(automaton.find_matches_as_indexes(data, overlapping=True), dtype=np.int64).reshape(-1, 3)
        codes = np.searchsorted(begins, pairs[:, 1], side="right") - 1
        codes = codes if chosen is None else chosen[codes]
        order = np.argsort(pairs[:, 0], kind="stable")
        counts = np.bincount(pairs[:, 0], minlength=texts)
        return Hits(np.flatnonzero(counts), np.concatenate(([0], np.cumsum(counts))), codes[order])

    def verified(self, test: OneColumn, codes: Codes, among: Bools | None) -> Bools:
        """Whether a test holds of the values `codes` (-1: null), tried only on those `among` (shape (size + 1,))."""
        known = self._known.get(test)
        if known is None:
            known = self._known[test] = np.full(self.size + 1, -1, dtype=np.int8)
            known[-1] = 0
            if among is not None:
                known[~among] = 0
        new = np.unique(codes[known[codes] < 0])
        if len(new):
            known[new] = held(test, self.texts(new))
        passed: Bools = known[codes] > 0
        return passed


def _encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    kind = column.type
    if not (pa.types.is_dictionary(kind) and _is_text(kind.value_type)):
        column = column.cast(pa.large_string()).dictionary_encode()
    whole = column.unify_dictionaries().combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], pa.large_string()).dictionary_encode()
    return whole if not whole.dictionary.null_count else _encoded(pa.chunked_array([whole.dictionary_decode()]))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _marked(values: Sequence[str]) -> tuple[bytes, Indices]:
    """All values in one text, each between marks, letter case folded; and where each begins."""
    data = _joined([value if value.isascii() else fold(value) for value in values])
    signs = np.frombuffer(data, dtype=np.uint8)
    begins = np.flatnonzero(signs == ord(BEGIN))
    if len(begins) == len(values) == np.count_nonzero(signs == ord(END)):
        return data, begins
    return _marked([fold(value.translate(_MARKED)) for value in values])


def _joined(values: Sequence[str]) -> bytes:
    """Only ASCII is folded here."""
    text = BEGIN + (END + BEGIN).join(values) + END if values else ""
    return text.encode("utf-8", "surrogatepass").lower()
