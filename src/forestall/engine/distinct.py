"""One column as its distinct values: an atom is evaluated once a value, not once a row."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import assert_never

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from forestall.engine import regex
from forestall.engine.predicate import Compare, Like, Matches, Present, Wild, Within

Bools = NDArray[np.bool_]
Indices = NDArray[np.int64]
_WILD = {Wild.MANY: ".*", Wild.ONE: "."}
OneColumn = Like | Matches | Within | Compare | Present


class Distinct:
    """Distinct values of a column, and which of them each row holds."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        """`column`: any plain type; read as text, shape (n,)."""
        text = column.cast(pa.large_string()).combine_chunks()
        encoded = pc.dictionary_encode(text)
        encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
        self._raw = _series(encoded.dictionary)
        self._codes: Indices = encoded.indices.fill_null(len(self._raw)).to_numpy(zero_copy_only=False)
        self._folded: pl.Series | None = None

    def mask(self, atom: OneColumn) -> Bools:
        """Rows for which the atom holds, shape (n,)."""
        held = np.append(self._held(atom), False)  # the last one stands for null
        return held[self._codes]

    def texts(self) -> pl.Series:
        """The text of each row, letter case folded, null where there is none, shape (n,)."""
        return pl.concat([self.folded(), pl.Series([None], dtype=pl.String)]).gather(self._codes)

    def folded(self) -> pl.Series:
        """The distinct values without letter case."""
        if self._folded is None:
            self._folded = self._raw.str.to_lowercase().str.replace_all("ς", "σ", literal=True)
        return self._folded

    def _held(self, atom: OneColumn) -> Bools:
        match atom:
            case Present():
                return np.ones(len(self._raw), dtype=np.bool_)
            case Like():
                values = self._raw if atom.cased else self.folded()
                return _bools(_like(values, atom.parts if atom.cased else fold(atom.parts)))
            case Matches():
                return _bools(regex.found(self._raw, atom.regex, atom.flags))
            case Compare():
                return _bools(_compare(self._raw.str.strip_chars().cast(pl.Float64, strict=False), atom))
            case Within():
                return np.array([_within(text, atom) for text in self._raw], dtype=np.bool_)
        assert_never(atom)


def fold(parts: tuple[str | Wild, ...]) -> tuple[str | Wild, ...]:
    """A pattern without letter case; both forms of the Greek small sigma are one."""
    return tuple(part if isinstance(part, Wild) else part.lower().replace("ς", "σ") for part in parts)


def _series(values: pa.Array) -> pl.Series:
    series = pl.from_arrow(values)
    assert isinstance(series, pl.Series)
    return series.cast(pl.String)


def _bools(held: pl.Series) -> Bools:
    return held.fill_null(False).to_numpy().astype(np.bool_)


def _like(values: pl.Series, parts: tuple[str | Wild, ...]) -> pl.Series:
    """Whether the whole of each value fits; plain prefixes, suffixes and infixes without a regular expression."""
    match parts:
        case (str(text),):
            return values == text
        case (str(text), Wild.MANY):
            return values.str.starts_with(text)
        case (Wild.MANY, str(text)):
            return values.str.ends_with(text)
        case (Wild.MANY, str(text), Wild.MANY):
            return values.str.contains(text, literal=True)
    body = "".join(pl.escape_regex(part) if isinstance(part, str) else _WILD[part] for part in parts)
    return values.str.contains(rf"(?s)\A{body}\z")


def _compare(numbers: pl.Series, atom: Compare) -> pl.Series:
    match atom.operator:
        case "==":
            return numbers == atom.value
        case "<":
            return numbers < atom.value
        case "<=":
            return numbers <= atom.value
        case ">":
            return numbers > atom.value
        case ">=":
            return numbers >= atom.value
    assert_never(atom.operator)


def _within(text: str, atom: Within) -> bool:
    try:
        address: IPv4Address | IPv6Address = ip_address(text.strip())
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address) in atom.network
