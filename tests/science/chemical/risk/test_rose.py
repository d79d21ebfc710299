"""Shares of the wind over bearings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.science.chemical.risk.rose import towards

SECTORS = np.arange(16) * 22.5


@given(shares=st.lists(st.floats(0, 1), min_size=16, max_size=16), turns=st.sampled_from([36, 180, 360, 720]))
def test_no_share_is_lost(shares, turns):
    assert towards(SECTORS, shares, turns, sectors=SECTORS).sum() == pytest.approx(sum(shares), abs=1e-12)


def test_wind_from_the_west_blows_to_the_east():
    rose = towards([270.0], [1.0], 360, sectors=SECTORS)
    assert np.flatnonzero(rose > 0).tolist() == list(range(79, 102))
    assert rose[90] == pytest.approx(1 / 22.5)


def test_wind_from_the_north_goes_round_the_end_of_the_circle():
    rose = towards([180.0], [1.0], 360, sectors=SECTORS)
    assert rose[:12].sum() + rose[-11:].sum() == pytest.approx(1.0)


def test_one_direction_alone_stays_where_it_is():
    rose = towards([90.4], [1.0], 360, sectors=[90.4])
    assert (rose[270], rose[271]) == (pytest.approx(0.6), pytest.approx(0.4))


def test_sectors_of_unequal_width_are_filled_half_way_to_their_neighbours():
    rose = towards([0.0], [1.0], 360, sectors=[0.0, 90.0, 180.0])
    assert rose[np.arange(136, 225)].sum() == pytest.approx(89 / 135)  # from 90 to 225 degrees


def test_a_negative_share_is_refused():
    with pytest.raises(InputError, match="share at least 0"):
        towards([0.0], [-0.1], 360, sectors=SECTORS)


def test_a_direction_that_is_no_sector_is_refused():
    with pytest.raises(InputError, match="expected one of the rose"):
        towards([10.0], [0.1], 360, sectors=SECTORS)
