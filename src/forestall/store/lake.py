"""The Parquet lake: files that are whole or not there. Which of them count, the manifest in SQLite says."""

import hashlib
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from forestall.core.errors import StateError


@dataclass(frozen=True, slots=True)
class LakeFile:
    """A table of a pass as Parquet."""

    name: str
    """Name of the table."""
    path: str
    """File below `lake/`."""
    rows: int
    """Rows."""
    data: bytes
    """Content of the file."""

    @property
    def sha256(self) -> str:
        """Digest of the content, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def encode(number: int, tables: Mapping[str, pa.Table]) -> tuple[LakeFile, ...]:
    """The tables of a pass as Parquet, by name: the same rows in the same order give the same bytes."""
    return tuple(
        LakeFile(name, f"{number:08d}-{name}.parquet", tables[name].num_rows, _bytes(tables[name]))
        for name in sorted(tables)
    )


def write(folder: Path, files: Collection[LakeFile]) -> None:
    """Put files into the lake so that each is whole on disk when this returns.

    Raises:
        StateError: the disk is full or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            _write_whole(folder / file.path, file.data)
        _sync_folder(folder)
    except OSError as error:
        raise StateError(f"{folder}: cannot be written ({error.strerror}); nothing of this pass was kept") from error


def read(folder: Path, path: str, sha256: str) -> pa.Table:
    """A table of the lake.

    Raises:
        StateError: the file is not there, or is not what was written.
    """
    advice = "restore the state folder from a backup; the ledger is not touched by this"
    try:
        data = (folder / path).read_bytes()
    except OSError as error:
        raise StateError(f"{folder / path}: cannot be read ({error.strerror}); {advice}") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise StateError(f"{folder / path}: is not what was written, {len(data):,} bytes; {advice}")
    return pq.read_table(pa.BufferReader(data))


def sweep(folder: Path, keep: Collection[str]) -> tuple[str, ...]:
    """Remove what a killed pass left behind: every file that is not in the manifest. Returns their names."""
    if not folder.is_dir():
        return ()
    orphans = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name not in set(keep))
    for name in orphans:
        (folder / name).unlink(missing_ok=True)
    return tuple(orphans)


def _bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", write_statistics=True, store_schema=True)
    return bytes(sink.getvalue())


def _write_whole(path: Path, data: bytes) -> None:
    temporary = path.with_suffix(".part")
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(temporary, path)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
