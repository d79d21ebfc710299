"""All rows of one state's database into another, whichever of the two kinds they are."""

from collections.abc import Iterator

from sqlalchemy import Connection, Table, delete, func, select

from forestall.core.errors import StateError
from forestall.store.bulk import Row, columns, write
from forestall.store.database import Database
from forestall.store.schema import METADATA

_AT_ONCE = 5000  # rows held in memory
_SEEDED = frozenset({"tallies"})  # tables that are not empty in a new database


def transfer(source: Database, target: Database) -> dict[str, int]:
    """Copy every row in one transaction, and count again on the other side.

    Args:
        source: of the present schema; it may be written to meanwhile
        target: of the present schema, without content

    Returns:
        Rows by table.

    Raises:
        StateError: the target has content, or does not hold afterwards what the source holds.
    """
    with source.connection() as reading, target.connection() as writing:
        refuse_content(target, writing)
        for table in METADATA.sorted_tables:
            writing.execute(delete(table))
            write(writing, table, _rows(reading, table))
        found, expected = counts(writing), counts(reading)
        if found != expected:
            wrong = sorted(name for name, rows in expected.items() if found[name] != rows)
            raise StateError(f"{target.where}: {', '.join(wrong)} did not arrive whole; nothing was kept, try again")
    return expected


def refuse_content(target: Database, connection: Connection) -> None:
    """That a database holds no state yet.

    Raises:
        StateError: it does.
    """
    if any(counts(connection, leave=_SEEDED).values()):
        raise StateError(f"{target.where}: there is a state already, and it is not overwritten; choose another")


def counts(connection: Connection, leave: frozenset[str] = frozenset()) -> dict[str, int]:
    """Rows of each table."""
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in METADATA.sorted_tables
        if table.name not in leave
    }


def _rows(connection: Connection, table: Table) -> Iterator[Row]:
    """Rows as the database has them, by primary key."""
    query = f'SELECT {columns(table)} FROM "{table.name}" ORDER BY {columns(table, key=True)}'  # noqa: S608 - our own
    result = connection.execution_options(stream_results=True, max_row_buffer=_AT_ONCE).exec_driver_sql(query)
    for part in result.partitions(_AT_ONCE):
        yield from part
