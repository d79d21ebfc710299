"""Rows whose text may hold a word: a quick look at all bytes, which may find too much and never too little."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from forestall.engine.program.find import Words, become_ascii, places, words
from forestall.engine.program.node import Rows


def suspects(table: pa.Table, texts: tuple[str, ...], own: frozenset[str]) -> dict[str, Rows]:
    """For each of some words (ASCII, lower case) the rows that may hold it in a column that is not the table's own."""
    known = words(texts)
    pairs = [np.zeros((0, 2), dtype=np.int64)]
    for name in table.column_names:
        if name not in own:
            begin = 0
            for chunk in table[name].chunks:
                pairs.append(_of_chunk(chunk, known) + np.array((begin, 0)))
                begin += len(chunk)
    return by_word(np.concatenate(pairs), texts)


def by_word(pairs: Rows, texts: tuple[str, ...]) -> dict[str, Rows]:
    """Pairs of row and word, as rows by word; a number beyond the words stands for any of them."""
    any_word = pairs[pairs[:, 1] >= len(texts), 0]
    order = np.argsort(pairs[:, 1], kind="stable")
    ends = np.searchsorted(pairs[order, 1], np.arange(len(texts) + 1))
    rows = pairs[order, 0]
    return {
        word: np.unique(np.concatenate((rows[ends[number] : ends[number + 1]], any_word)))
        for number, word in enumerate(texts)
    }


def _of_chunk(chunk: pa.Array, known: Words) -> Rows:
    """Pairs of row and word."""
    if pa.types.is_dictionary(chunk.type):
        return _of_codes(chunk.indices, _of_chunk(chunk.dictionary, known))
    text = chunk if pa.types.is_string(chunk.type) else chunk.cast(pa.large_string())
    _, offsets, buffer = text.buffers()
    if buffer is None or not len(text):
        return np.zeros((0, 2), dtype=np.int64)
    width = np.int32 if pa.types.is_string(text.type) else np.int64
    begins = np.frombuffer(offsets, dtype=width)[text.offset : text.offset + len(text) + 1]
    data = np.frombuffer(buffer, dtype=np.uint8)[begins[0] : begins[-1]]
    where, which = places(data, known)
    if data.max(initial=0) > 127:
        more = become_ascii(data)
        where, which = np.append(where, more), np.append(which, np.full(len(more), known.count))
    return np.column_stack((np.searchsorted(begins[:-1] - begins[0], where, side="right") - 1, which))


def _of_codes(indices: pa.Array, values: Rows) -> Rows:
    """Pairs of row and word, of pairs of value and word."""
    if not len(values):
        return values
    codes: NDArray[np.int64] = indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
    pieces = []
    for word in np.unique(values[:, 1]).tolist():
        rows = np.flatnonzero(np.isin(codes, values[values[:, 1] == word, 0]))
        pieces.append(np.column_stack((rows, np.full(len(rows), word))))
    return np.concatenate(pieces)
