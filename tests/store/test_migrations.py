"""The migrations make the tables that the classes describe."""

import sqlite3
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import forestall.store
from forestall.store import database
from forestall.store.state import State
from forestall.store.tables import Base


def test_the_migrations_make_the_tables_of_the_classes(tmp_path: Path) -> None:
    with State.open(tmp_path):
        pass
    engine = create_engine(f"sqlite:///{tmp_path / 'state.sqlite'}")
    with engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()
    assert difference == []


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
    Base.metadata.create_all(engine)
    engine.dispose()
    assert _sql(tmp_path / "state.sqlite") == _sql(tmp_path / "classes.sqlite")


def test_the_newest_revision_is_the_one_that_is_looked_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(forestall.store.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == database.SCHEMA


def test_every_column_says_what_it_holds() -> None:
    silent = [f"{t.name}.{c.name}" for t in Base.metadata.sorted_tables for c in t.columns if not c.comment]
    assert silent == []
