"""What a pass leaves for the pages: the same records come back, also after a restart, also those without a number."""

import gc
import math
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forestall.core.errors import StateError
from forestall.model.risk import Interval
from forestall.outlook.given import Given
from forestall.pipeline import picture_file
from forestall.pipeline.picture import Cuts, Derived, Picture
from forestall.pipeline.run import run_pass
from forestall.place.template import write_town

NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Given, Path]:
    """The records of a pass of the small town, and its state."""
    folder = tmp_path_factory.mktemp("picture")
    write_town(folder / "town")
    result = run_pass(
        folder / "town", out=None, state=folder / "state", at=None, now=NOW, seed=1, progress=lambda _: None
    )
    given = result.context.given
    return replace(given, observation=replace(given.observation, records=())), folder / "state"


def test_what_is_written_comes_back_and_the_same_records_give_the_same_bytes(passed: tuple[Given, Path]) -> None:
    given, _ = passed
    data, count = picture_file.write(given, {"at": "x"})
    again, previous = picture_file.read(data)
    assert _differs(again, replace(given, checkpoint=None)) == []
    assert previous == {"at": "x"}
    assert count > 10
    assert picture_file.write(again, previous) == (data, count)


def test_a_number_that_is_not_known_stays_so(passed: tuple[Given, Path]) -> None:
    given, _ = passed
    risk = replace(given.assessment.risks[0], weighted=Interval(math.nan, 0.0, math.inf))
    odd = replace(given, assessment=replace(given.assessment, risks=(risk,)))
    found = picture_file.read(picture_file.write(odd, None)[0])[0].assessment.risks[0].weighted
    assert math.isnan(found.mean)
    assert (found.low, found.high) == (0.0, math.inf)


def test_a_picture_opens_after_a_restart_with_all_that_the_pass_gave(passed: tuple[Given, Path]) -> None:
    given, state = passed
    picture = Picture(str(state))
    picture.refresh()
    shown = picture.shown.given
    assert picture.trouble is None
    assert shown is not None
    assert shown.checkpoint is not None
    assert _differs(replace(shown, checkpoint=None), replace(given, checkpoint=None)) == []


def test_a_second_look_at_the_same_pass_changes_nothing(passed: tuple[Given, Path]) -> None:
    picture = Picture(str(passed[1]))
    picture.refresh()
    before = picture.shown
    picture.refresh()
    assert picture.shown is before


def test_a_damaged_file_is_told_and_what_was_shown_stays(passed: tuple[Given, Path]) -> None:
    data, _ = picture_file.write(passed[0], None)
    with pytest.raises(StateError, match="the next pass leaves it anew"):
        picture_file.read(_packed(b"findings\t[{}]\n"))
    assert picture_file.read(data)


def _differs(one: object, two: object, where: str = "") -> list[str]:
    """Where two records differ; what is not known is the same as what is not known."""
    if is_dataclass(one) and type(one) is type(two):
        return [
            each
            for one_of in fields(one)
            for each in _differs(getattr(one, one_of.name), getattr(two, one_of.name), f"{where}.{one_of.name}")
        ]
    if isinstance(one, tuple) and isinstance(two, tuple) and len(one) == len(two):
        pairs = enumerate(zip(one, two, strict=True))
        return [each for number, (a, b) in pairs for each in _differs(a, b, f"{where}[{number}]")]
    same = one == two or (isinstance(one, float) and isinstance(two, float) and math.isnan(one) and math.isnan(two))
    return [] if same else [where]


def _packed(text: bytes) -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as out:
        out.write(text)
    return bytes(sink.getvalue())


def test_those_who_see_the_same_share_one_cut(passed: tuple[Given, Path]) -> None:
    given, cuts = passed[0], Cuts(most=2)
    first = cuts.of(given)
    assert cuts.of(replace(given)) is first
    less = cuts.of(replace(given, obligations=given.obligations[1:]))
    assert less.number != first.number
    assert cuts.of(replace(given, obligations=given.obligations[1:])) is less
    cuts.of(replace(given, obligations=()))
    assert cuts.of(given).number not in (first.number, less.number)  # forgotten, and never mistaken for another


def test_a_derived_thing_is_made_once_and_the_oldest_is_given_up() -> None:
    derived, made = Derived(most=2), []

    def make(name: str) -> str:
        made.append(name)
        return name

    for name in ("a", "a", "b", "c", "b", "a"):
        assert derived.once(name, lambda name=name: make(name)) == name
    assert made == ["a", "b", "c", "a"]


def test_while_a_pass_is_made_ready_the_collector_leaves_what_is_old_alone(passed: tuple[Given, Path]) -> None:
    _, state = passed
    before, meanwhile = gc.get_threshold(), []
    picture = Picture(str(state))
    picture.prepare.append(lambda _: meanwhile.append(gc.get_threshold()))
    picture.refresh()
    assert [each[:2] for each in meanwhile] == [before[:2]]
    assert meanwhile[0][2] > 1_000_000
    assert gc.get_threshold() == before
