"""Each hazard model on its own, and what every one of them must keep to."""

from dataclasses import replace

import numpy as np
import pytest

from forestall.assess.bank import bank
from forestall.assess.effects import Change, Quantity
from forestall.assess.hazard import SCALES, Scene, Trial
from forestall.assess.hazards.direct import Direct
from forestall.assess.hazards.outage import SitesOut
from forestall.assess.hazards.toxic_release import ToxicCloud
from forestall.assess.hazards.toxic_release.cloud import cloud_of, harmful
from forestall.assess.registry import hazards
from forestall.model.scenario import Amount, DirectLoss, FireRelease, LossTable, SiteOutage, ToxicRelease
from forestall.model.words import EffectOn, EffectTarget, Scale
from forestall.science.statistics.lognormal import mean

DEATHS, INJURIES, PEOPLE, ECONOMIC = (
    SCALES.index(scale) for scale in (Scale.DEATHS, Scale.INJURIES, Scale.PEOPLE, Scale.ECONOMIC)
)
PARTS = {
    "direct": DirectLoss("direct", {Scale.DEATHS: Amount(1.0, 4.0)}),
    "outage": SiteOutage("outage", ("grid", "water"), Amount(10.0, 40.0), 0.5, 0.1),
    "toxic_release": ToxicRelease("toxic_release", "tank"),
    "fire_release": FireRelease("fire_release", "tank"),
    "loss_table": LossTable("loss_table", {Scale.DEATHS: (0.0, 1.0, 4.0)}),
}


def scene(place, weather=True):
    return Scene(place, place.weather if weather else ())


def trial(place, part, n=64, *, changes=None, weather=None, seed=3):
    weights = np.full(n, 1 / n) if weather is None else np.full(weather.size, 1 / weather.size)
    scenario = replace(place.scenarios[0], consequences=(part,))
    return Trial(scenario, 0, weights, weather, changes or {}, seed)


def cloud(place, *, part=PARTS["toxic_release"], changes=None):
    rows = np.arange(len(place.weather))
    return ToxicCloud().harm(part, scene(place), trial(place, part, changes=changes, weather=rows))


@pytest.mark.parametrize("name", hazards())
def test_every_model_gives_losses_of_the_right_shape_and_never_below_zero(make, name):
    place = make.town()
    rows = np.arange(len(place.weather))
    found = hazards()[name].harm(PARTS[name], scene(place), trial(place, PARTS[name], weather=rows))
    assert found.losses.shape == (rows.size, 6, 3)
    assert (found.losses >= 0).all()
    assert found.repair is None or (found.repair.shape == (rows.size, 5) and (found.repair >= 0).all())


@pytest.mark.parametrize("name", hazards())
def test_every_model_repeats_itself_to_the_last_bit(make, name):
    place = make.town()
    rows = np.arange(len(place.weather))
    first, second = (
        hazards()[name].harm(PARTS[name], scene(place), trial(place, PARTS[name], weather=rows)) for _ in range(2)
    )
    assert first.losses.tobytes() == second.losses.tobytes()


@pytest.mark.parametrize("probability", [0.1, 0.5, 1.0])
def test_stated_losses_have_the_mean_of_their_lognormal(make, probability):
    place, part = make.town(), replace(PARTS["direct"], probability=probability)
    found = Direct().harm(part, scene(place), trial(place, part))
    assert found.losses[:, DEATHS].sum(axis=1).mean() == pytest.approx(probability * mean(1.0, 4.0))


def test_stated_losses_come_in_the_share_of_samples_that_was_stated(make):
    place, part = make.town(), replace(PARTS["direct"], probability=0.25)
    found = Direct().harm(part, scene(place), trial(place, part))
    assert (found.losses[:, DEATHS].sum(axis=1) > 0).sum() == 16


def test_stated_losses_are_shared_out_over_jurisdictions(make):
    place, part = make.town(), replace(PARTS["direct"], shares={"north": 1.0, "south": 3.0})
    total = Direct().harm(part, scene(place), trial(place, part)).losses[:, DEATHS].sum(axis=0)
    assert total / total.sum() == pytest.approx([0.25, 0.0, 0.75])


def test_a_site_that_is_hit_loses_the_stated_share_of_its_value(make):
    place, part = make.town(), replace(PARTS["outage"], sites=("grid",), probability=1.0)
    found = SitesOut().harm(part, scene(place), trial(place, part))
    assert found.losses[:, ECONOMIC].sum(axis=1) == pytest.approx(0.1 * 1e6)


def test_sites_hit_together_are_hit_in_the_same_samples(make):
    place, part = make.town(), replace(PARTS["outage"], together=True)
    hit = SitesOut().harm(part, scene(place), trial(place, part)).repair > 0
    assert (hit[:, 0] == hit[:, 4]).all()
    assert hit[:, 0].sum() == 32


def test_a_release_puts_its_own_site_out_for_a_week(make):
    assert cloud(make.town()).repair[:, 3].tolist() == [168.0] * 32


def test_the_dead_are_fewer_than_the_people(make):
    place = make.town()
    found = cloud(place).losses.sum(axis=2)
    assert 0 < found[:, DEATHS].max() < sum(cell.night for cell in place.population)
    assert (found[:, DEATHS] + found[:, INJURIES] <= found[:, PEOPLE] * (1 + 1e-9) + 1e-6).all()


def test_more_gas_never_gives_fewer_deaths(make):
    place = make.town()
    more = replace(place, releases=(make.release(rate=4.0),))
    assert (cloud(more).losses[:, DEATHS] >= cloud(place).losses[:, DEATHS]).all()


def test_a_release_lasts_no_longer_than_its_inventory(make):
    place = make.town()
    long, longer = (replace(place, releases=(make.release(inventory=1200.0, duration=d),)) for d in (600.0, 6000.0))
    assert cloud(long).losses.tobytes() == cloud(longer).losses.tobytes()


def test_more_shelter_gives_fewer_deaths(make):
    place = make.town()
    key = Quantity(EffectTarget.RELEASE, "tank", EffectOn.SHELTER)
    sheltered = cloud(place, changes={key: Change(0.1)}).losses[:, DEATHS].sum()
    assert 0 < sheltered < cloud(place).losses[:, DEATHS].sum()


def test_the_whole_picture_turns_with_the_wind(make):
    """A quarter turn of wind and people leaves the harm as it is; the local plane is square at the equator."""
    place = make.town()
    cell = replace(place.population[0], lon=0.01, lat=0.002)
    turned = replace(cell, lon=0.002, lat=-0.01)
    at_equator = replace(place, sites=tuple(replace(s, lon=0.0, lat=0.0) for s in place.sites))

    def deaths(one, direction):
        weather = (replace(place.weather[2], direction=direction, share=1.0),)
        return cloud(replace(at_equator, population=(one,), weather=weather)).losses[:, DEATHS].sum()

    assert deaths(cell, 260.0) > 0
    assert deaths(turned, 350.0) == pytest.approx(deaths(cell, 260.0), rel=1e-6)


@pytest.mark.parametrize(
    ("missing", "word"),
    [
        ({"population": ()}, "no population"),
        ({"weather": ()}, "no usable weather"),
        ({"releases": ()}, "not in the place"),
    ],
)
def test_what_is_missing_is_named_and_not_silently_zero(make, missing, word):
    place = replace(make.town(), **missing)
    drawn = bank(place.scenarios[1], scene(place), hazards(), {}, 1)
    assert any(word in remark and "cloud" in remark for remark in drawn.remarks)
    assert not drawn.losses[:, DEATHS].any()


def test_an_unknown_substance_is_named_and_its_site_is_still_out(make):
    place = replace(make.town(), releases=(make.release(substance="unobtainium"),))
    found = cloud(place)
    assert "unobtainium" in found.remarks[0]
    assert found.repair.any()


def test_wind_below_the_models_limit_is_remarked_upon(make):
    place = make.town()
    calm = replace(place, weather=tuple(replace(w, speed=0.3) for w in place.weather))
    assert "taken as 0.5 m/s" in " ".join(cloud(calm).remarks)


def test_a_gas_held_above_its_boiling_point_goes_as_a_dense_cloud(make):
    place = make.town()
    found = cloud_of(PARTS["toxic_release"], scene(place), {})
    assert str(harmful(found, place.weather[0]).looked_up.cloud.model).startswith("dense")
    assert 0 < found.source.droplets < 1


def test_people_beyond_the_reach_of_the_formulae_are_named_and_not_counted(make):
    place = make.town()
    far = replace(place, population=(replace(place.population[0], lat=39.2),))
    assert not cloud(far).losses.any()
    assert "nobody beyond 10 km" in " ".join(cloud(far).remarks)


def test_zones_lie_downwind_and_inside_one_another(make):
    place = make.town()
    west = replace(place, weather=(replace(place.weather[0], direction=270.0, share=1.0),))
    zones = ToxicCloud().zones(PARTS["toxic_release"], scene(west), place.scenarios[1])
    assert [zone.name.split(",")[1].strip() for zone in zones] == ["1 % of people outdoors die", "AEGL-3", "AEGL-2"]
    reach = [max(lon for lon, _ in zone.rings[0]) for zone in zones]
    assert -9.0 < reach[0] < reach[1] < reach[2]
    assert all(zone.rings[0][0] == zone.rings[0][-1] for zone in zones)
    assert "wind from W" in zones[0].name


def test_a_rare_part_is_given_more_samples(make):
    place = make.town()
    rare = replace(place.scenarios[2], consequences=(replace(PARTS["direct"], probability=0.01),))
    assert bank(rare, scene(place), hazards(), {}, 1).weights.size == 400


def test_scales_the_place_does_not_use_are_not_counted(make):
    place = make.town()
    green = replace(place.scenarios[2], consequences=(make.direct(environment=(5, 9), deaths=(1, 2)),))
    drawn = bank(green, scene(place), hazards(), {}, 1)
    assert not drawn.losses[:, SCALES.index(Scale.ENVIRONMENT)].any()
    assert drawn.losses[:, DEATHS].any()
