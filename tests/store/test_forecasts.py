"""Forecasts between passes, and the risks of an earlier pass."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from forestall.core.errors import StateError
from forestall.model.forecast import Forecast
from forestall.store.passes import Pass
from forestall.store.state import State

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)


def passed(at, *forecasts, rows=1):
    return Pass(at, 1, "d" * 64, {}, forecasts=forecasts, tables={"risks": pa.table({"n": list(range(rows))})})


def forecast(name="storm", made=AT, probability=0.25):
    return Forecast(name, made, 7.0, made + timedelta(days=7), probability)


def test_forecasts_come_back_as_they_were_given(tmp_path):
    one, other = forecast(), forecast("cloud", probability=1e-9)
    with State.open(tmp_path) as state:
        state.publish(passed(AT, one, other))
    with State.read(tmp_path) as state:
        assert state.forecasts() == (other, one)


def test_an_outcome_is_added_to_the_forecast_that_was_kept(tmp_path):
    with State.open(tmp_path) as state:
        state.publish(passed(AT, forecast()))
        state.publish(passed(AT + timedelta(days=8), replace(forecast(), outcome=True), rows=2))
        assert state.forecasts() == (replace(forecast(), outcome=True),)


def test_a_probability_above_one_is_not_kept(tmp_path):
    with State.open(tmp_path) as state, pytest.raises(StateError, match="probability"):
        state.publish(passed(AT, forecast(probability=1.5)))


def test_the_tables_of_the_last_pass_before_a_time_are_found(tmp_path):
    with State.open(tmp_path) as state:
        for day in range(3):
            state.publish(passed(AT + timedelta(days=day), rows=day + 1))
        when, table = state.table_at("risks", AT + timedelta(days=1, hours=5))
        assert (when, table.num_rows) == (AT + timedelta(days=1), 2)
        with pytest.raises(StateError, match="no pass at or before"):
            state.table_at("risks", AT - timedelta(days=1))


def test_tables_that_are_no_longer_kept_are_said_so(tmp_path):
    with State.open(tmp_path) as state:
        for day in range(3):
            state.publish(passed(AT + timedelta(days=day), rows=day + 1), keep=1)
        with pytest.raises(StateError, match="no table risks any more"):
            state.table_at("risks", AT)


def test_a_state_of_the_first_schema_is_brought_up(tmp_path):
    import sqlite3

    with State.open(tmp_path) as state:
        state.publish(passed(AT))
    connection = sqlite3.connect(tmp_path / "state.sqlite")
    first = {"heads", "passes", "alerts", "obligations", "entries", "files", "alembic_version"}
    later = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")} - first
    connection.executescript("".join(f"DROP TABLE {name};" for name in sorted(later)))
    connection.executescript("DROP INDEX ix_obligations_standing; ALTER TABLE obligations DROP COLUMN standing;")
    connection.executescript("UPDATE alembic_version SET version_num = '0001';")
    connection.close()
    with State.open(tmp_path) as state:
        assert state.forecasts() == ()
        assert state.last_pass() == AT
