"""On the series of NAB, with one setting chosen on other files: the goal of steadiness is kept."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """The benchmark, as a module."""
    spec = importlib.util.spec_from_file_location("bench_steadiness", ROOT / "benchmarks" / "steadiness.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_on_files_held_out_an_event_opens_one_warning_and_hardly_later(bench: ModuleType, shared: Path) -> None:
    files = [(each, bench.scores(each)) for each in bench.read(shared / "data" / "nab")[1::2]]
    raw, steady = bench.both(files, bench.CHOSEN)
    assert (raw.events, raw.found) == (55, 35)
    assert raw.inside / raw.found > 3
    assert steady.inside / steady.found <= 1.2
    assert bench.later(raw, steady) <= 1.1
    assert steady.found >= 0.9 * raw.found
    assert steady.outside < 0.5 * raw.outside


def test_the_score_of_a_value_rests_on_values_before_it_only(bench: ModuleType, shared: Path) -> None:
    (series,) = [each for each in bench.read(shared / "data" / "nab") if each.name.endswith("nyc_taxi.csv")]
    whole = bench.scores(series)
    cut = 5000
    half = type(series)(series.name, series.times[:cut], series.values[:cut], series.windows)
    assert bench.scores(half).tolist() == pytest.approx(whole[:cut].tolist(), rel=1e-9)
