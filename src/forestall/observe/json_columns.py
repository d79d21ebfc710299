"""A block of JSON lines as columns: what the kernel `json_scan` is given and what becomes of what it finds."""

import json

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from forestall.observe.flatten import flatten
from forestall.observe.json_scan import Codes, Ints, hashed, scan
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
        self.codes: Codes = np.full((len(names), lines), -1, dtype=np.int32)
        self._names, self._wanted = names, wanted
        self._number = {name: number for number, name in enumerate(names)}
        self._texts: dict[str, list[str]] = {}
        self._values: Ints = np.zeros((0, 4), dtype=np.int64)
        self._ends: Ints = np.zeros(len(names) + 1, dtype=np.int64)

    def take_values(self, values: Ints) -> None:
        """Key, begin, end and number of each distinct value."""
        self._values = values[np.argsort(values[:, 0], kind="stable")]
        self._ends = np.searchsorted(self._values[:, 0], np.arange(len(self._names) + 1))

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
        providers = {name.lower() for name in (*self._distinct("Provider_Name"), *self._distinct("SourceName"))}
        providers |= {name.lower() for name in self._distinct("ProviderName")}
        return "linux-sysmon" not in providers and (providers.isdisjoint(CHANNELS) or self._channels())

    def table(self, lines: NDArray[np.int64]) -> pa.Table:
        """The wanted columns of some lines."""
        held_keys = np.flatnonzero(np.diff(self._ends)).tolist()
        columns = {self._names[key]: (self._distinct(self._names[key]), self.codes[key]) for key in held_keys}
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
            held &= self._code(mark) >= 0 if mark in self._number else False
        return held

    def _channels(self) -> bool:
        """Whether every line with a provider tells its channel."""
        told = self._code("Channel") >= 0
        for name in ("Provider_Name", "SourceName", "ProviderName"):
            if ((self._code(name) >= 0) & ~told).any():
                return False
        return True

    def _distinct(self, name: str) -> list[str]:
        """Distinct texts of a key, by number."""
        if name not in self._texts:
            begin, end = self._ends[self._number[name] : self._number[name] + 2]
            raw = [self.text[first:last] for first, last in self._values[begin:end, 1:3].tolist()]
            self._texts[name] = _decoded(raw)
        return self._texts[name]


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
        for number in range(len(data)):
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
            block.codes[:] = -1


def _decoded(raw: list[bytes]) -> list[str]:
    """Texts of JSON values: texts as such, numbers and truth values as written, lists as `flatten` joins them."""
    if all(value.startswith(b'"') for value in raw):
        texts: list[str] = orjson.loads(b"[" + b",".join(raw) + b"]")
        return texts
    return [_text(value) for value in raw]


def _text(raw: bytes) -> str:
    if raw.startswith((b'"', b"[")):
        return flatten({"value": json.loads(raw, parse_int=str, parse_float=str)})["value"]
    return raw.decode()


def _utf8(data: bytes) -> bool:
    ends = pa.py_buffer(np.array([0, len(data)], dtype=np.int64))
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, ends, pa.py_buffer(data)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


Column = tuple[list[str], Codes]


def _also(columns: dict[str, Column], source: str, name: str, held: NDArray[np.bool_]) -> None:
    """A field by another name, in the lines `held` that do not have it yet."""
    if source not in columns:
        return
    texts, codes = columns[source]
    known, own = columns.get(name, ([], np.full(len(codes), -1, dtype=np.int32)))
    use = held & (own < 0) & (codes >= 0)
    columns[name] = ([*known, *texts], np.where(use, codes + len(known), own).astype(np.int32))


def _array(texts: list[str], codes: Codes, lines: NDArray[np.int64]) -> pa.DictionaryArray:
    own = codes[lines]
    return pa.DictionaryArray.from_arrays(pa.array(own, mask=own < 0), pa.array(texts, pa.large_string()))
