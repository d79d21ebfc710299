import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.geo import local_metres, lon_lat

NEAR = st.floats(-0.3, 0.3)


def test_a_degree_of_latitude_is_111_km() -> None:
    x, y = local_metres(np.array([10.0]), np.array([51.0]), 10.0, 50.0)
    assert abs(x[0]) < 1e-6
    assert abs(y[0] - 111_195) < 1


def test_the_date_line_is_crossed_the_short_way() -> None:
    x, _ = local_metres(np.array([-179.9]), np.array([0.0]), 179.9, 0.0)
    assert 22_000 < x[0] < 22_500


@given(NEAR, NEAR, st.floats(-170, 170), st.floats(-60, 60))
def test_there_and_back_is_the_same_position(dx: float, dy: float, lon0: float, lat0: float) -> None:
    lon, lat = np.array([lon0 + dx]), np.array([lat0 + dy])
    back = lon_lat(*local_metres(lon, lat, lon0, lat0), lon0, lat0)
    np.testing.assert_allclose(back, (lon, lat), atol=1e-9)
