"""One column of a batch: its distinct values, which of them each row holds, and what was found out about them."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from forestall.engine.program.texts import Texts
from forestall.engine.program.verify import Bools, OneColumn, held

Codes = NDArray[np.signedinteger]
Indices = NDArray[np.int64]


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

    def __init__(self, column: pa.ChunkedArray, among: Bools | None = None) -> None:
        """
        Args:
            column: plain or dictionary encoded; what is no text is read as text, shape (n,)
            among: rows that will be asked for, shape (n,); None: all. Others may be taken for null
        """
        rows = None if among is None or pa.types.is_dictionary(column.type) else np.flatnonzero(among)
        encoded = _encoded(column if rows is None else column.take(pa.array(rows)))
        self._values: pa.LargeStringArray = encoded.dictionary.cast(pa.large_string())
        self.size = len(self._values)
        """How many distinct values there are."""
        self.codes: Codes = _codes(encoded.indices)
        """The value of each row, -1 for null, shape (n,)."""
        if rows is not None:
            codes, self.codes = self.codes, np.full(len(column), -1, dtype=np.int64)
            self.codes[rows] = codes
        self._known: dict[OneColumn, NDArray[np.int8]] = {}

    def every(self) -> list[str]:
        """All values."""
        texts: list[str] = self._values.to_pylist()
        return texts

    def texts(self, codes: Codes) -> list[str]:
        """Some of the values."""
        texts: list[str] = self._values.take(pa.array(codes)).to_pylist()
        return texts

    def hits(self, texts: Texts, among: Bools | None = None) -> Hits:
        """Looks for all texts in the values of some rows (`among`, shape (n,); None: all) at once."""
        if among is None:
            chosen = np.arange(self.size)
        else:
            present = np.zeros(self.size + 1, dtype=np.bool_)
            present[self.codes[among]] = True
            chosen = np.flatnonzero(present[:-1])
        which, codes = texts.held(self._values, chosen)
        order = np.argsort(which, kind="stable")
        counts = np.bincount(which, minlength=texts.count)
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


def _codes(indices: pa.Array) -> Codes:
    """Indices, -1 for null."""
    if not indices.null_count:
        codes: Codes = indices.to_numpy(zero_copy_only=False)
        return codes
    valid, data = indices.buffers()
    codes = np.frombuffer(data, dtype=indices.type.to_pandas_dtype())[indices.offset : indices.offset + len(indices)]
    begin = indices.offset & 7
    bits = np.frombuffer(valid, dtype=np.uint8)[indices.offset >> 3 :]
    there = np.unpackbits(bits, bitorder="little", count=begin + len(indices))[begin:]
    return np.where(there, codes, codes.dtype.type(-1))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
