"""What the map shows, and where."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.model.alert import Area
from forestall.model.exposure import PopulationCell
from forestall.model.words import Field
from forestall.outlook.context import OutlookContext
from forestall.outlook.families import family
from forestall.outlook.map import letter
from forestall.outlook.view import WIDTH, View, round_length

Make = Callable[..., OutlookContext]


def test_north_is_up_and_east_is_right() -> None:
    view = View.around([(10.0, 50.0), (10.2, 50.1)])
    assert view is not None
    (x0, y0), (x1, y1) = view.pixels([(10.0, 50.0), (10.2, 50.1)])
    assert x0 < x1
    assert y0 > y1


def test_one_position_is_a_frame_of_about_a_kilometre() -> None:
    view = View.around([(10.0, 50.0)])
    assert view is not None
    assert view.pixels([(10.0, 50.0)]) == [(WIDTH / 2, view.height / 2)]
    assert view.per_metre < 1


def test_a_place_on_the_antimeridian_stays_together() -> None:
    view = View.around([(179.9, 10.0), (-179.9, 10.0)])
    assert view is not None
    assert all(view.holds(each) for each in view.pixels([(179.9, 10.0), (-179.9, 10.0)]))


def test_no_position_is_no_map(make: Make) -> None:
    place = make().given.place
    bare = type(place)(place.root, place.digest, place.profile)
    assert make(place=bare).map is None


@given(st.lists(st.tuples(st.floats(-30, 30), st.floats(-30, 30)), min_size=3, max_size=8))
def test_a_cut_ring_stays_near_the_frame(ring: list[tuple[float, float]]) -> None:
    view = View.around([(0.0, 0.0), (1.0, 0.5)])
    assert view is not None
    assert all(-25 <= x <= WIDTH + 25 and -25 <= y <= view.height + 25 for x, y in view.ring(ring))


def test_an_area_around_the_whole_frame_is_said_to_cover_it(make: Make, fixtures: object) -> None:
    huge = Area("all", circles=((-8.0, 41.0, 3000.0),))
    context = make(alerts_open=(fixtures.alert("x", areas=(huge,)),), alerts_new=())  # type: ignore[attr-defined]
    assert context.map is not None
    assert [each.note for each in context.map.areas] == ["covers the whole map", ""]


def test_a_circle_about_one_of_our_sites_is_left_to_the_ring_around_its_mark(make: Make, fixtures: object) -> None:
    site = make().given.place.sites[13]
    area = Area("the site", circles=((site.lon, site.lat, 2.0),))
    context = make(alerts_open=(fixtures.alert("x", areas=(area,)),), alerts_new=())  # type: ignore[attr-defined]
    assert context.map is not None
    assert [each.title for each in context.map.areas] == ["Storm warning, gusts to 110 km/h (moderate)"]
    assert site.id in {each.mark.site.id for each in context.map.flagged}


def test_sites_with_findings_are_marked_with_the_most_serious_first(make: Make) -> None:
    context = make()
    assert context.map is not None
    assert [(each.number, each.serious) for each in context.map.flagged] == [
        (1, True),
        (2, True),
        (3, False),
        (4, False),
    ]


def test_every_site_is_on_the_map_once(make: Make) -> None:
    context = make()
    assert context.map is not None
    drawn = [each.site.id for each in context.map.marks] + [each.mark.site.id for each in context.map.flagged]
    assert sorted(drawn) == [each.id for each in context.given.place.sites]


def test_the_close_up_shows_less_at_a_larger_scale(make: Make) -> None:
    context = make()
    assert context.map is not None
    assert context.harm is not None
    assert len(context.harm.marks) < len(context.map.marks)
    assert context.harm.zones


def test_empty_cells_are_not_drawn(make: Make) -> None:
    place = make().given.place
    empty = type(place)(
        place.root,
        place.digest,
        place.profile,
        sites=place.sites,
        population=(PopulationCell("c", 1.0, 1.0, "city", 0.0, 0.0),),
    )
    context = make(place=empty)
    assert context.map is not None
    assert context.map.density == ()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("chemical_terminal", "hazard"), ("Fire-Station", "rescue"), ("data centre", "data"), ("lighthouse", "other")],
)
def test_a_kind_of_site_has_a_family(kind: str, expected: str) -> None:
    assert family(kind).key == expected


@pytest.mark.parametrize(("index", "expected"), [(0, "A"), (25, "Z"), (26, "AA"), (52, "BA")])
def test_letters_go_on_after_z(index: int, expected: str) -> None:
    assert letter(index) == expected


@pytest.mark.parametrize(("longest", "expected"), [(9_999.0, 5_000.0), (1_000.0, 1_000.0), (230.0, 200.0)])
def test_the_scale_bar_is_a_round_length(longest: float, expected: float) -> None:
    assert round_length(longest) == expected


def test_marks_carry_their_field_for_the_filter(make: Make) -> None:
    context = make()
    assert context.map is not None
    assert {each.site.field for each in context.map.marks} == set(Field)
