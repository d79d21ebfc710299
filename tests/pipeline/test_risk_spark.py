"""Simulated years on threads, on processes and on a Spark cluster: the same bits, however they are cut into tasks."""

import multiprocessing
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import repeat

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from forestall.assess.years import by_threads, total_tally
from forestall.cli.risk import risk
from forestall.core.errors import InputError
from forestall.pipeline import risk_spark
from forestall.pipeline.risk_spark import on_spark, simulated, tasks
from forestall.science.statistics.simulated_years import Cause, Peril, Tally, YearModel, simulate, year_model

YEARS = 130_000  # seven chunks, the last one shorter


@pytest.fixture(scope="module")
def model() -> YearModel:
    """Forty scenarios in twelve series, with uneven losses whose sums depend on the order in which they are added."""
    rng = np.random.default_rng(7)
    perils = [
        Peril(
            key=int(rng.integers(1, 2**63)),
            rates=rng.gamma(2.0, 0.1, 100),
            weights=rng.random(16),
            series=np.sort(rng.choice(12, 3, replace=False)),
            losses=rng.lognormal(8.0, 3.0, (16, 3)),
            causes=(0,) if i % 3 == 0 else (),
        )
        for i in range(40)
    ]
    return year_model(perils, [Cause(5, 0.1, 4.0)], 12, 100)


@pytest.fixture(scope="module")
def here(model: YearModel) -> Tally:
    return total_tally(model, YEARS, by_threads, None, 12)


def same(one: Tally, other: Tally) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in Tally.__slots__)


def in_tasks(model: YearModel, spans: list[tuple[int, int]], *, most: int) -> Iterator[Tally]:
    """What a cluster does with the tasks, in this process."""
    for task in tasks(spans, most):
        for batch in simulated(model, task):
            for row in batch.to_pylist():
                yield risk_spark._tally(tuple(row.values()))


def test_the_years_are_all_there(here: Tally, model: YearModel) -> None:
    assert here.years == YEARS
    assert (here.total.sum(axis=1) > 0).all()
    assert not same(here, total_tally(model, YEARS - 400, by_threads, None, 12))


@pytest.mark.parametrize("workers", [1, 5])
def test_threads_give_the_same_bits_whatever_their_number(here: Tally, model: YearModel, workers: int) -> None:
    assert same(here, total_tally(model, YEARS, partial(by_threads, workers=workers), None, 12))


def test_processes_give_the_same_bits_as_threads(here: Tally, model: YearModel) -> None:
    def by_processes(given: YearModel, spans: list[tuple[int, int]]) -> Iterator[Tally]:
        with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
            yield from pool.map(simulate, repeat(given), *zip(*spans, strict=True))

    assert same(here, total_tally(model, YEARS, by_processes, None, 12))


@pytest.mark.parametrize("most", [1, 2, 3, 99])
def test_the_number_of_tasks_changes_no_bit(here: Tally, model: YearModel, most: int) -> None:
    assert same(here, total_tally(model, YEARS, partial(in_tasks, most=most), None, 12))


@pytest.mark.parametrize(("chunks", "most"), [(0, 4), (1, 4), (7, 3), (7, 7), (50, 8)])
def test_tasks_hold_every_chunk_once_and_in_order(chunks: int, most: int) -> None:
    spans = [(20_000 * i, 20_000) for i in range(chunks)]
    found = tasks(spans, most)
    assert [span for task in found for span in task] == spans
    assert len(found) == min(most, chunks)
    assert max((len(task) for task in found), default=0) <= -(-chunks // most)


def test_a_spark_cluster_gives_the_same_bits_as_threads(here: Tally, model: YearModel, monkeypatch) -> None:
    """In a process of its own, so that Java stays in it."""
    pytest.importorskip("pyspark", reason="forestall[spark] is not installed")
    if not shutil.which("java"):
        pytest.skip("no Java is found, which Spark needs")
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")  # for a run this short
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        there = pool.submit(total_tally, model, YEARS, on_spark("local[2]", print), None, 12).result()
    assert same(here, there)


def test_an_error_target_stops_at_the_same_year_wherever_years_are_simulated(model: YearModel) -> None:
    wanted = 220_000
    found = [total_tally(model, wanted, work, 10.0, 12) for work in (by_threads, partial(in_tasks, most=3))]
    assert found[0].years == 100_000
    assert same(*found)


def test_a_master_without_spark_is_wrong_use(harbour) -> None:
    app = typer.Typer()
    app.add_typer(risk, name="risk")
    app.command("other")(print)
    error = CliRunner().invoke(app, ["risk", str(harbour), "--master", "local[2]"]).exception
    assert isinstance(error, InputError)
    assert (error.exit_code, "goes with --engine spark" in str(error)) == (2, True)
