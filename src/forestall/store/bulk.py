"""Many rows into one table at once: COPY on PostgreSQL, prepared statements of many rows on SQLite."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError, OperationalError

Row = Sequence[Any]

_AT_ONCE = 5000  # rows held in memory
_TOGETHER = 100  # rows of one statement of SQLite


def write(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Add rows.

    Args:
        connection: within a transaction
        table: the table
        rows: values in the order of its columns, as the database has them
    """
    if connection.dialect.name == "postgresql":
        _copy(connection, table, rows)
        return
    marks = f"({', '.join('?' for _ in table.columns)})"
    statement = f'INSERT INTO "{table.name}" ({columns(table)}) VALUES '  # noqa: S608 - names of our own
    together = statement + ", ".join([marks] * _TOGETHER)
    for part in _parts(rows):
        rest = len(part) - len(part) % _TOGETHER
        for first in range(0, rest, _TOGETHER):
            connection.exec_driver_sql(together, tuple(chain.from_iterable(part[first : first + _TOGETHER])))
        if part[rest:]:
            connection.exec_driver_sql(statement + marks, part[rest:])


def columns(table: Table, *, key: bool = False) -> str:
    """Names of a table's columns, or of those of its primary key, for a statement."""
    return ", ".join(f'"{column.name}"' for column in (table.primary_key if key else table.columns))


def _copy(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    from psycopg import Error  # noqa: PLC0415 - only who has a server needs it
    from psycopg import OperationalError as Away  # noqa: PLC0415

    driver: Any = connection.connection.driver_connection
    statement = f'COPY "{table.name}" ({columns(table)}) FROM STDIN'
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except Error as error:
        kind = OperationalError if isinstance(error, Away) else DBAPIError
        raise kind(statement, None, error) from error


def _parts(rows: Iterable[Row]) -> Iterator[list[tuple[Any, ...]]]:
    part: list[tuple[Any, ...]] = []
    for row in rows:
        part.append(tuple(row))
        if len(part) == _AT_ONCE:
            yield part
            part = []
    if part:
        yield part
