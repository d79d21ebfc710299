"""The Parquet lake: files that are whole or not there. Which of them count, the manifest in the database says.

Where the files lie is a folder (`lake_folder.py`) or an object store (`lake_bucket.py`).
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from forestall.core.errors import StateError

ADVICE = "restore the state from a backup; the ledger is not touched by this"


@dataclass(frozen=True, slots=True)
class LakeFile:
    """A table as Parquet."""

    name: str
    """Name of the table."""
    path: str
    """File below the lake."""
    rows: int
    """Rows."""
    data: bytes
    """Content of the file."""

    @property
    def sha256(self) -> str:
        """Digest of the content, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


class Lake(Protocol):
    """Files by their path below the lake."""

    def put(self, files: Collection[LakeFile]) -> None:
        """Put files into the lake so that each is whole on disk when this returns.

        Raises:
            StateError: it cannot be written; a FullError when there is no room.
        """

    def get(self, path: str) -> bytes:
        """Content of a file.

        Raises:
            StateError: it cannot be read.
        """

    def remove(self, paths: Collection[str]) -> None:
        """Remove files; one that is not there is no mistake.

        Raises:
            StateError: they cannot be removed.
        """

    def paths(self) -> tuple[str, ...]:
        """Every file, sorted, also those that a killed writer left half."""


def lake_at(location: str) -> Lake:
    """The lake in a folder or at `s3://BUCKET/PREFIX`; nothing is opened before it is used."""
    if location.startswith("s3://"):
        from forestall.store.lake_bucket import BucketLake  # noqa: PLC0415 - brings the S3 client of pyarrow

        return BucketLake(location)
    from forestall.store.lake_folder import FolderLake  # noqa: PLC0415 - as its sibling

    return FolderLake(Path(location))


def encode(number: int, tables: Mapping[str, pa.Table]) -> tuple[LakeFile, ...]:
    """The tables of a pass as Parquet, by name: the same rows in the same order give the same bytes."""
    return tuple(
        LakeFile(name, f"{number:08d}-{name}.parquet", tables[name].num_rows, parquet(tables[name]))
        for name in sorted(tables)
    )


def files_of(number: int, documents: Mapping[str, tuple[bytes, int]]) -> tuple[LakeFile, ...]:
    """The other files of a pass, by name: content and how many records it holds."""
    return tuple(
        LakeFile(name, f"{number:08d}-{name}.zst", documents[name][1], documents[name][0]) for name in sorted(documents)
    )


def whole(lake: Lake, path: str, sha256: str) -> bytes:
    """Content of a file of the lake, after its digest was computed anew.

    Raises:
        StateError: the file is not there, or is not what was written.
    """
    data = lake.get(path)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise StateError(f"lake file {path}: is not what was written, {len(data):,} bytes; {ADVICE}")
    return data


def read(lake: Lake, path: str, sha256: str) -> pa.Table:
    """A table of the lake.

    Raises:
        StateError: the file is not there, or is not what was written.
    """
    return table_of(whole(lake, path, sha256))


def parquet(table: pa.Table) -> bytes:
    """A table as a Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", write_statistics=True, store_schema=True)
    return bytes(sink.getvalue())


def table_of(data: bytes) -> pa.Table:
    """The table in a Parquet file that is known to be whole."""
    return pq.read_table(pa.BufferReader(data))
