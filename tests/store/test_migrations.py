"""The migrations make the tables that the classes describe."""

import sqlite3
from hashlib import sha256
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

import forestall.store
from forestall.ledger.tree import CompactRange, leaf_hash, root_of
from forestall.store import database
from forestall.store.database import Database
from forestall.store.schema import METADATA
from forestall.store.state import State


def test_the_migrations_make_the_tables_of_the_classes(new_place: str) -> None:
    with State.open(new_place):
        pass
    database = Database(new_place, writable=False)
    with database.connection() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), METADATA)
    database.close()
    assert [each for each in difference if "comment" not in str(each)] == []  # comments are for readers of the classes


def test_constraints_on_postgresql_are_those_of_the_classes(empty_database: str) -> None:
    with State.open(empty_database):
        pass
    database = Database(empty_database, writable=True)
    migrated = _constraints(database)
    with database.connection() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
        METADATA.create_all(connection)
    assert _constraints(database) == migrated
    database.close()


def _constraints(database: Database) -> list[tuple[str, str, str]]:
    query = text(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND conname NOT LIKE 'alembic%' "
        "UNION SELECT tablename::text, indexname, indexdef FROM pg_indexes "
        "WHERE schemaname = 'public' AND indexname NOT LIKE 'alembic%' ORDER BY 1, 2, 3"
    )
    with database.connection() as connection:
        return [(table, name, what) for table, name, what in connection.execute(query)]


def _sql(path: Path) -> dict[str, str]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'")
    found = {name: "".join(sorted(sql.replace(",", "").split())) for name, sql in rows}
    connection.close()
    return found


def test_constraints_and_indices_are_those_of_the_classes(tmp_path: Path) -> None:
    with State.open(tmp_path):
        pass
    engine = create_engine(f"sqlite:///{tmp_path / 'classes.sqlite'}")
    METADATA.create_all(engine)
    engine.dispose()
    assert _sql(tmp_path / "state.sqlite") == _sql(tmp_path / "classes.sqlite")


def test_the_newest_revision_is_the_one_that_is_looked_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(forestall.store.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == database.SCHEMA


def test_every_column_says_what_it_holds() -> None:
    silent = [f"{t.name}.{c.name}" for t in METADATA.sorted_tables for c in t.columns if not c.comment]
    assert silent == []


def test_a_ledger_from_before_the_proofs_gets_its_hashes_and_verifies(tmp_path: Path) -> None:
    leaves = _ledger_of_0004(tmp_path / "state.sqlite", entries=37)
    with State.open(tmp_path) as state:
        head = state.verify_ledger()
    assert (head.size, head.root) == (37, root_of(leaves).hex())


def _ledger_of_0004(file: Path, entries: int) -> list[bytes]:
    """A database as the revision before left it, with the entries of one pass; their leaf hashes."""
    engine = create_engine(f"sqlite:///{file}")
    config = Config()
    config.set_main_option("script_location", str(Path(forestall.store.__file__).parent / "migrations"))
    at, leaves = "2026-03-09T06:00:00.000000+00:00", []
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        for number in range(entries):
            payload = b'{"part":%d}' % number
            body = b'{"kind":"alert","payload":%b,"subject":"a","time":"2026-03-09T06:00:00Z"}' % payload
            leaves.append(leaf_hash(body))
            row = {"n": number, "s": sha256(payload).hexdigest(), "b": body, "l": leaves[-1]}
            connection.execute(text("INSERT INTO entries VALUES (:n, 1, 'alert', 'a', :s, :b, :l)"), row)
        grown = CompactRange().extend(leaves)
        head = {"size": entries, "root": grown.root().hex(), "at": at, "peaks": b"".join(grown.peaks)}
        connection.execute(text("INSERT INTO heads VALUES (:size, :root, :at, :peaks)"), head)
        connection.execute(text("INSERT INTO passes VALUES (1, :at, 1, 'p', 'd', '{}', :size)"), head)
    engine.dispose()
    return leaves
