"""A block of JSON lines as columns: what the kernel `json_scan` is given and what becomes of what it finds."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from forestall.observe.flatten import flatten
from forestall.observe.json_bytes import Bytes, Ints, hashed
from forestall.observe.json_scan import Codes, scan
from forestall.observe.json_texts import texts
from forestall.observe.shapes import CHANNELS, SHAPES, Shape

_NAMED = frozenset(("nxlog", "get-winevent", "splunk"))
"""Shapes that do no more than give fields another name."""
_ROOM = 1 << 16


class Block:
    """Lines, and what was found in them."""

    def __init__(self, data: bytes, begins: Ints, names: tuple[str, ...], wanted: frozenset[str]) -> None:
        self.text, self.data, self.begins = data, np.frombuffer(data, dtype=np.uint8), begins
        self.ascii = data.isascii()
        """All of it is."""
        lines = len(begins) - 1
        self.kinds = np.zeros(lines, dtype=np.uint8)
        """What each line is."""
        self.written = np.zeros(lines, dtype=np.uint8)
        """Whether it has a letter written as a number."""
        self.codes: Codes = np.empty((len(names), lines), dtype=np.int32)
        """The distinct value of each key in each line, -1 for none; not of keys that no line has."""
        self._names, self._wanted = names, wanted
        self._number = {name: number for number, name in enumerate(names)}
        self._texts = pa.array([], pa.large_string())
        self._ends: Ints = np.zeros(len(names) + 1, dtype=np.int64)

    def take_values(self, values: Ints) -> None:
        """Key, begin, end and number of each distinct value."""
        ordered = values[np.argsort(values[:, 0], kind="stable")]
        self._ends = np.searchsorted(ordered[:, 0], np.arange(len(self._names) + 1))
        self._texts = _decoded(self.text, self.data, ordered[:, 1:3].copy())

    def line(self, number: int) -> bytes:
        """One line, without its end."""
        return self.text[self.begins[number] : self.begins[number + 1] - 1]

    def simple(self) -> bool:
        """Whether the plain lines need no more than other names; False when they are to be read one by one."""
        if not self.ascii and not _utf8(self.text):
            return False
        shapes = [shape for shape in SHAPES if self._has(shape).any()]
        if any(shape.name not in _NAMED for shape in shapes):
            return False
        named = (self._distinct(name).to_pylist() for name in ("Provider_Name", "SourceName", "ProviderName"))
        providers = {name.lower() for names in named for name in names}
        return "linux-sysmon" not in providers and (providers.isdisjoint(CHANNELS) or self._channels())

    def table(self, lines: NDArray[np.int64]) -> pa.Table:
        """The wanted columns of some lines."""
        columns = {name: (self._distinct(name), self._code(name)) for name in self._names if self._there(name)}
        taken = np.zeros(len(self.kinds), dtype=np.bool_)
        for shape in SHAPES:
            held = self._has(shape) & ~taken
            taken |= held
            if held.any():
                for source, name in shape.names:
                    _also(columns, source, name, held)
        arrays = {name: _array(*columns[name], lines) for name in sorted(columns) if name in self._wanted}
        return pa.table(arrays or {"": pa.nulls(len(lines), pa.large_string())})

    def _code(self, name: str) -> Codes:
        codes: Codes = self.codes[self._number[name]]
        return codes

    def _has(self, shape: Shape) -> NDArray[np.bool_]:
        held = np.ones(len(self.kinds), dtype=np.bool_)
        for mark in shape.marks:
            held &= self._code(mark) >= 0 if self._there(mark) else False
        return held

    def _channels(self) -> bool:
        """Whether every line with a provider tells its channel."""
        none = np.full(len(self.kinds), -1, dtype=np.int32)
        told = (self._code("Channel") if self._there("Channel") else none) >= 0
        providers = [name for name in ("Provider_Name", "SourceName", "ProviderName") if self._there(name)]
        return not any(((self._code(name) >= 0) & ~told).any() for name in providers)

    def _there(self, name: str) -> bool:
        """Whether a line may have a key."""
        number = self._number.get(name)
        return number is not None and bool(self._ends[number] < self._ends[number + 1])

    def _distinct(self, name: str) -> pa.LargeStringArray:
        """Distinct texts of a key, by number."""
        begin, end = self._ends[self._number[name] : self._number[name] + 2].tolist()
        return self._texts[begin:end]


class Keys:
    """The wanted keys, ready for the kernel."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        marks = {name for shape in SHAPES for name in (*shape.marks, *(source for source, _ in shape.names))}
        asked = {*columns, *marks, "Channel", "Provider_Name", "SourceName", "ProviderName"}
        self.names = tuple(sorted(name for name in asked if name))
        self._wanted = frozenset(columns)
        data = [name.encode() for name in self.names]
        self._bytes = np.frombuffer(b"".join(data), dtype=np.uint8)
        self._bounds = np.concatenate(([0], np.cumsum([len(name) for name in data]))).astype(np.int64)
        self._table = np.full(1 << (len(data) * 4).bit_length(), -1, dtype=np.int64)
        for number, name in enumerate(self.names):
            if "." in name or " " in name:
                continue  # lines with such a key are read otherwise
            slot = hashed(self._bytes, self._bounds[number], self._bounds[number + 1]) & (len(self._table) - 1)
            while self._table[slot] >= 0:
                slot = (slot + 1) & (len(self._table) - 1)
            self._table[slot] = number

    def scan(self, data: bytes, ends: Ints) -> Block:
        """Reads a block of lines, the last one ended, too; `ends`: the place behind the end of each."""
        block = Block(data, np.concatenate(([0], ends)).astype(np.int64), self.names, self._wanted)
        room = _ROOM
        while True:
            slots = np.full(room * 4, -1, dtype=np.int32)
            values = np.empty((room, 4), dtype=np.int64)
            counts = np.zeros(len(self.names), dtype=np.int64)
            found = scan(
                block.data, block.begins, self._bytes, self._bounds, self._table,
                block.kinds, block.written, block.codes, slots, values, counts,
            )  # fmt: skip
            if found >= 0:
                block.take_values(values[:found])
                return block
            room *= 4


def _decoded(text: bytes, data: Bytes, values: Ints) -> pa.LargeStringArray:
    """Texts of JSON values: texts as such, numbers and truth values as written, lists as `flatten` joins them."""
    out = np.empty(int((values[:, 1] - values[:, 0]).sum()) + 8, dtype=np.uint8)
    bounds, lists = np.empty(len(values) + 1, dtype=np.int64), np.zeros(len(values), dtype=np.uint8)
    texts(data, values, out, bounds, lists)
    found = pa.Array.from_buffers(pa.large_string(), len(values), [None, pa.py_buffer(bounds), pa.py_buffer(out)])
    if not lists.any():
        return found
    joined = [_joined(text[begin:end]) for begin, end in values[lists == 1].tolist()]
    return pc.replace_with_mask(found, pa.array(lists == 1), pa.array(joined, pa.large_string()))


def _joined(raw: bytes) -> str:
    return flatten({"value": json.loads(raw, parse_int=str, parse_float=str)})["value"]


def _utf8(data: bytes) -> bool:
    ends = pa.py_buffer(np.array([0, len(data)], dtype=np.int64))
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, ends, pa.py_buffer(data)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


Column = tuple[pa.LargeStringArray, Codes]


def _also(columns: dict[str, Column], source: str, name: str, held: NDArray[np.bool_]) -> None:
    """A field by another name, in the lines `held` that do not have it yet."""
    if source not in columns:
        return
    texts, codes = columns[source]
    nothing = (pa.array([], pa.large_string()), np.full(len(codes), -1, dtype=np.int32))
    known, own = columns.get(name, nothing)
    use = held & (own < 0) & (codes >= 0)
    columns[name] = (pa.concat_arrays([known, texts]), np.where(use, codes + len(known), own).astype(np.int32))


def _array(texts: pa.LargeStringArray, codes: Codes, lines: NDArray[np.int64]) -> pa.DictionaryArray:
    own = codes if len(lines) == len(codes) else codes[lines]
    there = pa.py_buffer(np.packbits(own >= 0, bitorder="little"))
    indices = pa.Array.from_buffers(pa.int32(), len(own), [there, pa.py_buffer(own)])
    return pa.DictionaryArray.from_arrays(indices, texts, safe=False)
