"""The map's picture: its frame and where one goes from it, what is drawn of layers, and what is left out."""

import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.core.geo import local_metres
from forestall.outlook.families import OTHER
from forestall.outlook.map import Standing, standings
from forestall.outlook.pages import map_picture
from forestall.outlook.pages.map_frame import Frame, box_of, look_of
from forestall.outlook.pages.map_picture import MOST_CELLS, MOST_MARKS, Incidents, Stock
from forestall.outlook.pages.map_shapes import Cells, Shapes, drawn, outline, squares
from forestall.outlook.view import WIDTH

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def town() -> Frame:
    found = Frame.around([(-9.0, 40.1), (-8.7, 40.35)])
    assert found is not None
    return found


def square(lon: float, lat: float, half: float) -> dict[str, object]:
    ring = [(lon - half, lat - half), (lon + half, lat - half), (lon + half, lat + half), (lon - half, lat + half)]
    return {"geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}, "properties": {"name": "a", "step": 2}}


def numbers(path: str) -> list[float]:
    return [float(each) for each in _NUMBER.findall(path)]


def test_a_frame_holds_what_it_is_asked_to_hold() -> None:
    west, south, east, north = town().within((-8.95, 40.1, -8.75, 40.2)).box
    assert west <= -8.95 + 1e-9
    assert south <= 40.1 + 1e-9
    assert east >= -8.75 - 1e-9
    assert north >= 40.2 - 1e-9


_LON, _LAT = st.floats(-179.0, 179.0), st.floats(-80.0, 80.0)


@given(lon=_LON, lat=_LAT, zoom=st.floats(2.0, 17.0))
def test_a_frame_is_the_same_when_its_address_is_read_again(lon: float, lat: float, zoom: float) -> None:
    frame = town().close(lon, lat, zoom)
    again = town().within(box_of(frame.text))
    assert again.view.per_metre == pytest.approx(frame.view.per_metre, rel=0.02)
    assert again.view.lat0 == pytest.approx(frame.view.lat0, abs=20 / frame.along)
    assert math.remainder(again.view.lon0 - frame.view.lon0, 360.0) == pytest.approx(0.0, abs=20 / frame.across)


@given(lon=_LON, lat=_LAT, zoom=st.floats(3.0, 17.0))
def test_the_zoom_of_a_frame_is_the_one_of_the_map_with_scripts(lon: float, lat: float, zoom: float) -> None:
    assert town().close(lon, lat, zoom).zoom == pytest.approx(zoom, abs=0.01)


def test_nearer_is_half_of_it_and_a_step_is_half_a_frame() -> None:
    frame = town()
    nearer, east, north = frame.moved(2.0), frame.moved(1.0, 1, 0), frame.moved(1.0, 0, 1)
    assert nearer is not None
    assert east is not None
    assert north is not None
    assert nearer.kilometres == pytest.approx(frame.kilometres / 2)
    assert east.box[0] == pytest.approx(frame.view.lon0)
    assert north.box[1] == pytest.approx(frame.view.lat0)


def test_there_is_an_end_to_zooming_and_to_going_north() -> None:
    near, far = town(), town()
    for _ in range(40):
        near, far = near.moved(2.0) or near, far.moved(0.5) or far
    assert near.moved(2.0) is None
    assert near.kilometres == pytest.approx(0.2)
    assert far.moved(0.5) is None
    assert far.box[2] - far.box[0] <= 360.0 + 1e-6
    assert town().close(0.0, 85.0, 6.0).moved(1.0, 0, 1) is None


@pytest.mark.parametrize(
    "text", ["1,2,3", "a,b,c,d", "1,9,3,2", "nan,0,1,1", "-190,0,1,1", "0,0,1,91", "5,0,5,1", "0,-inf,1,1"]
)
def test_what_is_no_box_is_told(text: str) -> None:
    with pytest.raises(InputError, match="bbox"):
        box_of(text)


def test_a_box_may_cross_the_antimeridian() -> None:
    assert box_of("170,-20,-170,10") == (170.0, -20.0, 190.0, 10.0)
    frame = town().within(box_of("170,-20,-170,10"))
    assert abs(frame.view.lon0) == pytest.approx(180.0)
    islands = Shapes.of([square(179.0, -10.0, 0.5), square(-179.0, -10.0, 0.5), square(0.0, -10.0, 0.5)])
    found, more = drawn(islands, frame, 10)
    assert len(found) == 2
    assert more == 0
    middle = [np.mean(numbers(each.path)[::2]) for each in found]
    assert sorted(middle) == pytest.approx([WIDTH / 2 - frame.across, WIDTH / 2 + frame.across], abs=1.0)


def test_what_a_script_left_in_the_address_is_understood_and_anything_else_is_not() -> None:
    assert look_of("-8.85,40.15,12.5") == (-8.85, 40.15, 12.5)
    for text in ("", "1,2", "a,b,c", "200,0,5", "0,0,nan"):
        assert look_of(text) is None


def test_coordinates_stand_where_they_are() -> None:
    frame = town()
    west, _, _, north = frame.box
    for tick in frame.meridians:
        assert tick.at == pytest.approx((float(tick.text[:-1].replace("−", "-")) - west) * frame.across, abs=0.51)
    for tick in frame.parallels:
        assert tick.at == pytest.approx((north - float(tick.text[:-1])) * frame.along, abs=0.51)
    assert 3 <= len(frame.meridians) <= 8
    assert 2 <= len(frame.parallels) <= 8


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    frame = town()
    length, told = frame.scale
    number, unit = told.split()
    metres = float(number) * {"km": 1e3, "m": 1.0}[unit]
    x, _ = local_metres(
        np.array([frame.view.lon0 + length / frame.across]),
        np.array([frame.view.lat0]),
        frame.view.lon0,
        frame.view.lat0,
    )
    assert x[0] == pytest.approx(metres, rel=0.01)


def test_shapes_are_cut_at_the_frame_and_those_beyond_are_not_drawn() -> None:
    frame = town()
    west, south, _, _ = frame.box
    shapes = Shapes.of([square(west, south, 0.05), square(10.0, 10.0, 0.05)])
    [found], more = drawn(shapes, frame, 10)
    assert more == 0
    assert min(numbers(found.path)) >= -12.1
    assert max(numbers(found.path)) <= frame.view.height + 12.1


def test_of_more_shapes_than_there_is_room_for_the_first_are_drawn_and_the_others_counted() -> None:
    rows = [square(-8.9 + 0.001 * n, 40.2, 0.01) for n in range(30)]
    for n, row in enumerate(rows):
        row["properties"] = {"name": n}
    found, more = drawn(Shapes.of(rows), town(), 12)
    assert [each.told["name"] for each in found] == list(range(12))
    assert more == 18


def test_what_is_no_sound_shape_is_mended_or_left_out() -> None:
    bow = [(-8.9, 40.2), (-8.8, 40.3), (-8.8, 40.2), (-8.9, 40.3), (-8.9, 40.2)]
    rows: list[dict[str, object]] = [
        {"geometry": {"type": "Polygon", "coordinates": [bow]}, "properties": {}},
        {"geometry": None, "properties": {}},
        {"geometry": {"type": "Nothing"}, "properties": {}},
        {"geometry": {"type": "Polygon", "coordinates": "none"}, "properties": {}},
    ]
    shapes = Shapes.of(rows)
    assert len(shapes.geometries) == 1
    assert shapely.is_valid(shapes.geometries).all()
    assert outline(shapes, town()).count("M") == 2


def test_cells_lie_where_they_are_and_too_many_are_drawn_together_as_the_highest_of_them() -> None:
    frame = town()
    few = Cells.of([square(frame.view.lon0, frame.view.lat0, 0.01)])
    [(step, path)], together = squares(few, frame, MOST_CELLS)
    assert (step, together) == (2, 0)
    x, y, wide, high, *_ = numbers(path)
    assert x + wide / 2 == pytest.approx(WIDTH / 2, abs=0.2)
    assert y + high / 2 == pytest.approx(frame.view.height / 2, abs=0.2)
    west, south, east, north = frame.box
    lon, lat = (each.ravel() for each in np.meshgrid(np.linspace(west, east, 100), np.linspace(south, north, 100)))
    bounds = np.column_stack((lon - 1e-4, lat - 1e-4, lon + 1e-4, lat + 1e-4))
    steps = np.ones(len(lon), dtype=np.int64)
    steps[5050] = 4
    rows, together = squares(Cells(bounds, steps), frame, MOST_CELLS)
    assert together == 10_000
    assert sum(path.count("M") for _, path in rows) <= 1.1 * MOST_CELLS
    assert {step: path.count("M") for step, path in rows}[4] == 1


def sites(fixtures: Any, at: np.ndarray[Any, Any]) -> Stock:
    one = fixtures.place().sites[0]
    known = [
        Standing(replace(one, id=f"s{n}", name=f"Site {n}", lon=lon, lat=lat), OTHER, 5.0, f"Site {n}", -1, False, "")
        for n, (lon, lat) in enumerate(at.tolist())
    ]
    return Stock(tuple(known), at, ())


def spread(number: int) -> np.ndarray[Any, Any]:
    west, south, east, north = town().box
    return np.random.default_rng(7).uniform((west, south), (east, north), (number, 2))


def test_every_site_is_drawn_where_there_is_room(fixtures: Any) -> None:
    found, left = map_picture.marks(sites(fixtures, spread(MOST_MARKS)), town())
    assert len(found) == MOST_MARKS
    assert left == 0
    assert found[-1].id == "s0"  # what matters most lies on top


def test_of_too_many_sites_those_that_matter_most_are_drawn_and_the_others_counted(fixtures: Any) -> None:
    at = np.vstack([np.tile(spread(1), (200, 1)), spread(4_800)])
    found, left = map_picture.marks(sites(fixtures, at), town())
    assert len(found) + left == 5_000
    assert len(found) == MOST_MARKS
    drawn_ids = {each.id for each in found}
    assert "s0" in drawn_ids
    assert not drawn_ids & {f"s{n}" for n in range(1, 200)}  # they lie behind the first
    nearer = town().moved(8.0)
    assert nearer is not None
    close, left = map_picture.marks(sites(fixtures, at), nearer)
    assert left == 0
    assert 0 < len(close) < MOST_MARKS


def test_names_of_sites_never_lie_on_one_another(fixtures: Any) -> None:
    found, _ = map_picture.marks(sites(fixtures, spread(40)), town())
    boxes = [(each.x + 11, each.y - 9, each.x + 14 + 6.6 * len(each.name), each.y + 9) for each in found if each.name]
    assert len(boxes) > 10
    for index, one in enumerate(boxes):
        assert not any(
            one[0] < b[2] - 2 and b[0] < one[2] - 2 and one[1] < b[3] - 2 and b[1] < one[3] - 2 for b in boxes[:index]
        )
    assert not any(each.name for each in map_picture.marks(sites(fixtures, spread(100)), town())[0])


def test_incidents_close_together_are_one_circle_with_their_number_and_the_worst_of_them() -> None:
    frame = town()
    at = np.array([(frame.view.lon0, frame.view.lat0)] * 3 + [(frame.box[0] + 0.02, frame.view.lat0), (50.0, 0.0)])
    found = Incidents(at, np.array([1.0, 2.0, 3.0, 4.0, 5.0]), np.array([0, 2, 1, 0, 2]))
    groups = map_picture.groups(found, frame, None, None)
    assert [(each.number, each.state) for each in groups] == [(3, "high"), (1, "calm")]
    assert groups[0].x == pytest.approx(WIDTH / 2, abs=0.51)
    assert [each.number for each in map_picture.groups(found, frame, 2.5, 3.5)] == [1]
    assert map_picture.groups(found, frame, 10.0, None) == ()


def test_the_picture_says_of_a_site_what_the_briefing_says(make: Any) -> None:
    pass_ = make()
    known = {each.site.id: each for each in standings(pass_.given)}
    assert {each.mark.site.id for each in pass_.map.flagged} == {key for key, each in known.items() if each.why}
    for each in pass_.map.flagged:
        one = known[each.mark.site.id]
        assert (one.title, one.serious, one.why) == (each.mark.title, each.serious, each.why)


def test_a_pass_with_nothing_has_no_frame() -> None:
    assert Frame.around([]) is None
