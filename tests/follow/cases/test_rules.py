"""The rules by themselves: where, the same again, sound analyses, ranking, counts that may leave."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.follow.cases.counts import SMALLEST, withheld
from forestall.follow.cases.duplicates import likeness, suggestions
from forestall.follow.cases.ranking import ranking
from forestall.follow.cases.structure import check, flaws
from forestall.follow.cases.where import Spot, distance, same_place
from forestall.model.case import GENERAL, Case, CaseState, Cause
from forestall.model.cause_analysis import Basic, BowTie, Branch, CauseTree, FiveWhys, Gate, Join
from forestall.model.words import Field

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
COMPLAINT = next(each for each in GENERAL if each.code == "complaint")
MakeCase = Callable[..., Case]


def test_a_degree_of_latitude_is_111_kilometres_and_the_date_line_is_no_wall() -> None:
    assert distance(Spot("a", 0.0, 50.0), Spot("a", 0.0, 51.0)) == pytest.approx(111_195, rel=1e-3)
    assert distance(Spot("a", 179.9995, 0.0), Spot("a", -179.9995, 0.0)) == pytest.approx(111.2, rel=1e-3)
    assert math.isnan(distance(Spot("a"), Spot("a", 0.0, 0.0)))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Spot("a", 0.0, 0.0), Spot("b", 0.0009, 0.0), True),
        (Spot("a", 0.0, 0.0), Spot("a", 0.01, 0.0), False),
        (Spot("a", site="s"), Spot("a", 0.0, 0.0, "s"), True),
        (Spot("a", site="s"), Spot("a"), False),
        (Spot("a"), Spot("a"), True),
        (Spot("a"), Spot("b"), False),
        (Spot("a"), Spot("a", 0.0, 0.0), False),
    ],
    ids=str,
)
def test_one_place_is_near_or_the_same_site_or_the_same_authority(one: Spot, other: Spot, same: bool) -> None:
    assert same_place(one, other, 150.0) is same
    assert same_place(other, one, 150.0) is same


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_between_0_and_1_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0.0 <= likeness(one, other) <= 1.0 + 1e-12
    assert likeness(one, other) == pytest.approx(likeness(other, one))


def test_a_typing_mistake_leaves_texts_alike_and_another_subject_does_not() -> None:
    said = "the street lamp at the school crossing is broken"
    assert likeness(said, "the stret lamp at the shcool crossing is brokken") > 0.7
    assert likeness(said, "my invoice for the market stall is wrong") < 0.3


def test_suggestions_leave_out_what_is_far_long_ago_merged_or_of_another_kind(case: MakeCase) -> None:
    here = {"lon": 0.0, "lat": 0.0}
    near = case("near", **here)
    others = [
        case("far", lon=1.0, lat=0.0),
        case("old", happened=AT - timedelta(days=15), **here),
        case("merged", state=CaseState.MERGED, merged_into="near", **here),
        case("kind", kind="dispute", **here),
    ]
    found = suggestions("the lamp is out", Spot("city", 0.0, 0.0), AT, COMPLAINT, [near, *others])
    assert [(each.case.id, each.likeness) for each in found] == [("near", pytest.approx(1.0))]
    assert found[0].score == pytest.approx(1.0)


TREE = CauseTree(
    "top",
    (Gate("top", "dark", Join.OR, ("wet", "cut")), Gate("wet", "wet", Join.AND, ("rain", "leak"))),
    (Basic("rain", "rain"), Basic("leak", "leak"), Basic("cut", "cut")),
)
TIE = BowTie("gas", "leak", (Branch("wear", ("inspection",)),), (Branch("fire", ("sprinkler",)),))
WHYS = FiveWhys("dark", ("fuse blew", "wiring wet"))
UNSOUND: dict[str, tuple[object, str]] = {
    "a circle": (
        CauseTree("a", (Gate("a", "x", Join.OR, ("b",)), Gate("b", "y", Join.OR, ("a",))), ()),
        "a circle a > b > a",
    ),
    "a loose event": (
        CauseTree("a", (Gate("a", "x", Join.OR, ("b",)),), (Basic("b", "y"), Basic("c", "z"))),
        "c: not below",
    ),
    "an unknown input": (CauseTree("a", (Gate("a", "x", Join.OR, ("b",)),), ()), "'b', which is no event"),
    "a gate without inputs": (CauseTree("a", (Gate("a", "x", Join.OR, ()),), ()), "inputs: found none"),
    "an id twice": (
        CauseTree("a", (Gate("a", "x", Join.OR, ("b",)),), (Basic("b", "y"), Basic("b", "z"))),
        "b: found twice",
    ),
    "no top": (CauseTree("z", (Gate("a", "x", Join.OR, ("b",)),), (Basic("b", "y"),)), "top: found 'z'"),
    "an empty text": (CauseTree("a", (Gate("a", " ", Join.OR, ("b",)),), (Basic("b", "y"),)), "a: text: found nothing"),
    "one why": (FiveWhys("dark", ("fuse",)), "whys: found 1"),
    "a why that comes back": (FiveWhys("dark", ("fuse", "Dark")), r"whys\[2\]: found the words of problem"),
    "an empty why": (FiveWhys("dark", ("fuse", " ")), r"whys\[2\]: found nothing"),
    "no problem": (FiveWhys("", ("fuse", "wet")), "problem: found nothing"),
    "no threats": (BowTie("gas", "leak", (), (Branch("fire"),)), "threats: found none"),
    "no consequences": (BowTie("gas", "leak", (Branch("wear"),), ()), "consequences: found none"),
    "an empty barrier": (
        BowTie("gas", "leak", (Branch("wear", (" ",)),), (Branch("fire"),)),
        r"threats\[1\]: found an",
    ),
    "a threat that follows from itself": (
        BowTie("gas", "leak", (Branch("fire"),), (Branch("Fire"),)),
        "among the consequences too",
    ),
}


@pytest.mark.parametrize("structure", [TREE, TIE, WHYS], ids=["tree", "bow tie", "whys"])
def test_a_sound_analysis_has_no_flaws(structure: FiveWhys | CauseTree | BowTie) -> None:
    assert list(flaws(structure)) == []


@pytest.mark.parametrize("name", UNSOUND)
def test_an_unsound_analysis_is_refused_with_what_is_wrong(name: str) -> None:
    structure, said = UNSOUND[name]
    assert isinstance(structure, FiveWhys | CauseTree | BowTie)
    with pytest.raises(InputError, match=said):
        check(structure)


def test_causes_are_ranked_by_cases_harm_and_returns_together(case: MakeCase) -> None:
    causes = [Cause(name, name, Field.SOCIAL, AT, "anna") for name in ("few", "many", "again")]
    cases = [case(f"m{n}", cause="many") for n in range(5)]
    cases += [case("a1", cause="again", closings=4, returns=3, harm=2.0), case("a2", cause="again")]
    cases += [case("f1", cause="few"), case("gone", cause="few", state=CaseState.MERGED, merged_into="f1", harm=99.0)]
    found = {each.cause.id: each for each in ranking(causes, cases)}
    assert list(found) == ["again", "many", "few"]
    assert (found["again"].points, found["many"].points, found["few"].points) == (4, 5, 7)
    assert (found["few"].cases, found["few"].harm) == (1, 0.0)
    assert (found["again"].low, found["again"].high) == (
        pytest.approx(0.3562, abs=1e-4),
        pytest.approx(0.9421, abs=1e-4),
    )
    assert math.isnan(found["many"].rate)


COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30), min_size=1, max_size=8)


@given(COUNTS)
def test_no_small_count_is_shown_and_the_withheld_ones_cannot_be_worked_out(counts: dict[str, int]) -> None:
    table = withheld(counts)
    shown = {name: count for name, count in table.counts if count is not None}
    assert all(count == 0 or count >= SMALLEST for count in shown.values())
    assert all(shown[name] == counts[name] for name in shown)
    hidden = [counts[name] for name, count in table.counts if count is None]
    if table.total is not None:
        assert table.total == sum(counts.values())
        assert len(hidden) != 1
        assert not hidden or table.total - sum(shown.values()) >= SMALLEST


@given(COUNTS)
def test_each_withheld_count_could_have_been_another(counts: dict[str, int]) -> None:
    table = withheld(counts)
    hidden = sorted(name for name, count in table.counts if count is None)
    if table.total is None or not 0 < len(hidden) <= 3:
        return
    rest = table.total - sum(count for _, count in table.counts if count is not None)
    tables = [each for each in product(range(rest + 1), repeat=len(hidden)) if sum(each) == rest]
    for place in range(len(hidden)):
        assert len({each[place] for each in tables}) > 1


def test_large_counts_are_shown_as_they_are() -> None:
    assert withheld({"a": 7, "b": 0, "c": 12}).counts == (("a", 7), ("b", 0), ("c", 12))
    assert withheld({"a": 7, "b": 0, "c": 12}).total == 19
