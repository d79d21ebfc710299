"""Sealed tables of the lake: Parquet modular encryption under data keys that the database keeps in envelopes.

All files of a unit (dataset, label, source, day) share a data key; each file has a key of its own, derived from it and
the file's path. A new master key re-wraps envelopes and touches no file; destroying a data key destroys every copy of
the unit's files that is left anywhere. What else is sealed is in `guard/seal.py` and `guard/stream.py`.

Source: Apache Parquet Modular Encryption, AES_GCM_V1 (footer and every page authenticated, AAD prefix not stored).
"""

import sqlite3
from contextlib import closing

import pyarrow as pa
import pyarrow.parquet as pq
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pyarrow.parquet.encryption import create_decryption_properties, create_encryption_properties
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from forestall.core.errors import StateError
from forestall.guard.envelope import new_data_key, rewrap, unwrap, wrap
from forestall.guard.keys import LENGTH, KeyRing
from forestall.model.label import Label
from forestall.store.database import Database
from forestall.store.key_tables import DataKeyRow


def unit_of(dataset: str, label: Label, source: str, day: str) -> str:
    """Name of what lives and dies together: all rows of a dataset with one label, from one source, of one day.

    Args:
        dataset: `signals`, or the name of a table of records
        label: label of its rows
        source: source of its rows
        day: YYYY-MM-DD, UTC
    """
    return "/".join((dataset, label, day, source))  # the source last: only it may hold a slash


class SealedLake:
    """Writes and reads sealed Parquet, and looks after its keys."""

    def __init__(self, ring: KeyRing, database: Database) -> None:
        """Take the master keys, and the database that keeps the data keys."""
        self._ring = ring
        self._database = database

    def encode(self, table: pa.Table, unit: str, path: str) -> bytes:
        """A table as a sealed Parquet file. The unit's key is made, and on disk, before this returns.

        Args:
            table: n rows
            unit: as `unit_of` gives it
            path: where the file will lie below the lake; it does not open elsewhere
        """
        bound = _bound(unit, path)
        properties = create_encryption_properties(
            self._key(unit, path, make=True), aad_prefix=bound, store_aad_prefix=False
        )
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd", encryption_properties=properties)
        return bytes(sink.getvalue())

    def decode(self, data: bytes, unit: str, path: str) -> pa.Table:
        """The table in a sealed Parquet file.

        Raises:
            StateError: the key is not there or was destroyed, or the file was changed or belongs elsewhere.
        """
        key = self._key(unit, path, make=False)
        properties = create_decryption_properties(key, aad_prefix=_bound(unit, path))
        try:
            return pq.read_table(pa.BufferReader(data), decryption_properties=properties)
        except (OSError, ValueError, pa.ArrowException) as error:
            raise StateError(
                f"{path}: does not open as {unit}: it was changed, or is another file; restore it from a backup"
            ) from error

    def rotate(self) -> int:
        """Put every data key under the current master key, in one transaction. Returns how many were not.

        Raises:
            StateError: an envelope does not open; none was changed.
        """
        with self._database.session() as session:
            rows = session.scalars(select(DataKeyRow).where(DataKeyRow.master != self._ring.current.name)).all()
            for row in rows:
                row.envelope = rewrap(self._ring, row.envelope, row.unit)
                row.master = self._ring.current.name
            return len(rows)

    def masters(self) -> tuple[str, ...]:
        """Names of the master keys that some data key still needs."""
        with self._database.session() as session:
            return tuple(session.scalars(select(DataKeyRow.master).distinct().order_by(DataKeyRow.master)))

    def shred(self, unit: str) -> bool:
        """Destroy a unit's data key: no copy of its files can be read any more. Returns whether there was one.

        In SQLite the envelope is overwritten in the file and its log; PostgreSQL overwrites it when it vacuums. A
        backup made before still holds it: this reaches backups when they run out or their master key is destroyed.

        Raises:
            StateError: it is gone, but a reader keeps the old log of the database.
        """
        with self._database.connection() as connection:
            embedded = connection.dialect.name == "sqlite"
            if embedded:
                connection.exec_driver_sql("PRAGMA secure_delete = ON")
            gone = connection.execute(delete(DataKeyRow).where(DataKeyRow.unit == unit)).rowcount
        if embedded:
            self._empty_log()
        return bool(gone)

    def _empty_log(self) -> None:
        """Put the log of SQLite into the file and cut it to nothing, so that no old page is left in it."""
        with closing(sqlite3.connect(self._database.where.file, isolation_level=None)) as connection:
            kept = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if kept:
            raise StateError(f"{self._database.where}: the key is gone, a reader keeps the old log; shred it again")

    def _key(self, unit: str, path: str, *, make: bool) -> bytes:
        with self._database.session() as session:
            row = session.get(DataKeyRow, unit) or (self._made(session, unit) if make else None)
            if row is None:
                raise StateError(f"{path}: the key of {unit} is not there or was destroyed")
            shared = unwrap(self._ring, row.envelope, unit)
        return HKDF(algorithm=SHA256(), length=LENGTH, salt=None, info=b"forestall file " + path.encode()).derive(
            shared
        )

    def _made(self, session: Session, unit: str) -> DataKeyRow:
        row = DataKeyRow(unit=unit, master=self._ring.current.name, envelope=wrap(self._ring, new_data_key(), unit))
        session.add(row)
        return row


def _bound(unit: str, path: str) -> bytes:
    return f"{unit}\0{path}".encode()
