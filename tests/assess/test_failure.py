"""What follows when named sites fail, and what outages cost the sectors, on a small town made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from forestall.assess.cascade import dependencies, knock_on
from forestall.assess.economy import Economy, dependences, single_source_share
from forestall.assess.failure import Failing, Question, failure
from forestall.assess.hazard import SCALES, Scene
from forestall.model.economy import Coefficient, Sector, Supply
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.place import Place
from forestall.model.profile import Appraisal, ImpactScale, Profile
from forestall.model.site import Dependency, Site
from forestall.model.words import Field, Scale

TOWN = (
    Site("clinic", "Clinic", "hospital", "town", 0, 0, 500, 0, Field.SOCIAL),
    Site("pumps", "Pumps", "waterworks", "town", 0, 0, 2000, 0, Field.ECONOMIC),
    Site("station", "Station", "substation", "town", 0, 0, 3000, 0, Field.ECONOMIC),
    Site("switch", "Exchange", "local_exchange", "town", 0, 0, 1000, 0, Field.CYBER),
)
NEEDS = (
    Dependency("clinic-water", "clinic", "water", ("pumps",), buffer=6),
    Dependency("pumps-power", "pumps", "power", ("station",), buffer=2, restart=3),
    Dependency("station-telecom", "station", "telecom", ("switch",), buffer=1),
)


def town(**more):
    scales = {Scale.ECONOMIC: ImpactScale("EUR", 1), Scale.SERVICE: ImpactScale("person-hours", 1)}
    appraisal = Appraisal(outage_cost=2.0, **more.pop("appraisal", {}))
    profile = Profile("Town", "UTC", ("en",), "EUR", (Jurisdiction("town", "Town"),), scales, appraisal=appraisal)
    return Scene(
        Place(**{"root": None, "digest": "", "profile": profile, "sites": TOWN, "dependencies": NEEDS, **more}), ()
    )


def ask(scene, *failing, horizon=100.0, crews=None, **more):
    sites = tuple(Failing(name, hours, hours * more.pop("spread", 1.0)) for name, hours in failing)
    return failure(scene, Question(sites, horizon, crews, **more))


def test_the_clinic_is_without_water_without_power_without_telecom():
    answer = ask(town(), ("switch", 24.0))
    rows = {row.site: row for row in answer.sites}
    assert rows["clinic"].chain == ("clinic", "pumps", "station", "switch")
    assert rows["clinic"].because == (
        "because water (pumps), because power (station), because telecom (switch), which failed"
    )
    assert rows["switch"].because == "it failed"
    assert [rows[name].begun for name in ("switch", "station", "pumps", "clinic")] == [0, 1, 3, 9]
    assert [rows[name].back for name in ("switch", "station", "pumps", "clinic")] == [24, 24, 27, 27]


def test_person_hours_people_and_money_add_up():
    answer = ask(town(), ("switch", 24.0))
    expected = 24 * 1000 + 23 * 3000 + 24 * 2000 + 18 * 500
    assert answer.person_hours.mean == expected
    assert answer.people == 3000  # the largest kind: the same people lack several services
    assert answer.cost == 2.0 * expected
    assert sum(row.person_hours for row in answer.services) == expected


def test_services_over_time_are_those_of_the_sites():
    answer = ask(town(), ("switch", 24.0))
    water = next(row for row in answer.services if row.kind == "waterworks")
    assert dict(zip(answer.times, water.people, strict=True))[2.0] == 0
    assert dict(zip(answer.times, water.people, strict=True))[4.0] == 2000


def test_spread_repair_times_give_an_interval_around_the_certain_answer():
    spread = ask(town(), ("switch", 24.0), spread=3.0).person_hours
    certain = ask(town(), ("switch", 24.0)).person_hours
    assert spread.low < certain.mean < spread.high
    assert spread == ask(town(), ("switch", 24.0), spread=3.0).person_hours


def test_what_lasts_past_the_hours_followed_is_said():
    answer = ask(town(), ("switch", 24.0), horizon=10.0)
    assert answer.remarks == ("4 sites are still down after the 10 hours followed",)
    assert all(row.back is None for row in answer.sites)


def test_one_crew_takes_the_site_that_brings_most_back_first():
    answer = ask(town(), ("clinic", 10.0), ("switch", 10.0), crews=1)
    assert [repair.site for repair in answer.restoration.repairs] == ["switch", "clinic"]
    assert [repair.done for repair in answer.restoration.repairs] == [10, 20]
    assert answer.restoration.person_hours < answer.restoration.worst
    assert answer.person_hours.mean == answer.restoration.person_hours


def test_without_a_limit_on_crews_all_are_repaired_at_once():
    answer = ask(town(), ("clinic", 10.0), ("pumps", 10.0))
    assert {row.site: row.back for row in answer.sites} == {"clinic": 10, "pumps": 10}


def test_single_points_come_with_those_they_take_down():
    first, *_ = ask(town(), ("clinic", 1.0)).single_points
    assert (first.site, first.sites, first.people) == ("switch", 3, 3000)


def test_a_function_hangs_on_everything_upstream_of_it():
    answer = ask(town(), ("clinic", 1.0), functions=("clinic",), chance=0.1)
    (weakness,) = answer.weaknesses
    assert weakness.cut_sets == (("pumps",), ("station",), ("switch",))
    assert weakness.probability == pytest.approx(1 - 0.9**3, abs=0.015)
    assert [row.birnbaum for row in weakness.importances] == pytest.approx([0.81] * 3, abs=0.03)


def test_a_load_that_is_shed_is_said_in_the_chain():
    sites = (
        replace(TOWN[0], id="big", name="Big"),
        replace(TOWN[2], id="east", capacity=10.0),
        replace(TOWN[0], id="small", name="Small"),
        replace(TOWN[2], id="west", capacity=10.0),
    )
    needs = (
        Dependency("big-power", "big", "power", ("west", "east"), demand=8.0, turn=2),
        Dependency("small-power", "small", "power", ("east", "west"), demand=8.0),
    )
    answer = ask(town(sites=sites, dependencies=needs), ("west", 5.0))
    rows = {row.site: row for row in answer.sites}
    assert sorted(rows) == ["big", "west"]
    assert rows["big"].because == "because power (west and 1 other), which failed"
    answer = ask(town(sites=sites, dependencies=(replace(needs[0], turn=1), needs[1])), ("west", 5.0))
    shed = {row.site: row.because for row in answer.sites}["small"]
    assert shed == "because power (west and 1 other), which failed"


ECONOMY = {
    "sectors": (Sector("food", "Food", 8.76e6), Sector("power", "Power", 17.52e6)),
    "coefficients": (Coefficient("food", "power", 0.2), Coefficient("power", "food", 0.1)),
    "sites": tuple(replace(site, sector="power", sector_share=0.5) if site.id == "station" else site for site in TOWN),
}


def test_sectors_lose_what_the_closed_form_says():
    """Half of power (2,000 a hour) lost for 10 h; A* = [[0, 0.2], [0.1, 0]] x 2 and / 2: food (power) 0.4, 0.05."""
    scene = town(**ECONOMY)
    answer = ask(scene, ("station", 10.0))
    technical = np.array([[0, 0.1], [0.2, 0]])
    expected = np.linalg.inv(np.eye(2) - technical) @ np.array([0, 0.5 * 2000 * 10])
    losses = {row.sector: row.loss for row in answer.sectors}
    assert [losses["food"], losses["power"]] == pytest.approx(expected.tolist())
    person_hours = 10 * 3000 + 11 * 2000 + 5 * 500
    assert answer.person_hours.mean == person_hours
    assert answer.cost == pytest.approx(2.0 * person_hours + expected.sum())


def test_the_worst_hour_of_a_sector_is_a_share():
    answer = ask(town(**ECONOMY), ("station", 90.0))
    assert all(0 < row.worst <= 1 for row in answer.sectors)


def test_the_pass_counts_sector_losses_as_money():
    scene, bare = town(**ECONOMY), town()
    repair = np.array([[0.0, 0, 10, 0], [0, 0, 0, 0]])
    with_, without = (knock_on(one, repair, np.full(2, 0.5), {}).losses for one in (scene, bare))
    money = SCALES.index(Scale.ECONOMIC)
    more = (with_ - without)[:, money, 0]
    assert more == pytest.approx([Economy(scene.place).loss_by_sector(np.array([[0, 0, 10.0, 0]])).sum(), 0])
    others = [i for i in range(len(SCALES)) if i != money]
    assert np.array_equal(with_[:, others], without[:, others])


def test_few_crews_never_shorten_an_outage():
    repair = np.random.default_rng(1).integers(0, 30, (50, 4)).astype(float)
    weights = np.full(50, 1 / 50)
    one, two, all_ = (knock_on(town(appraisal={"crews": crews}), repair, weights, {}).hours for crews in (1, 2, None))
    assert (one >= two).all()
    assert (two >= all_).all()
    assert one.sum() > all_.sum()


def test_concentration_of_supplies():
    supplies = (
        Supply("chlorine", "A", 90.0, imported=True),
        Supply("chlorine", "B", 10.0),
        Supply("diesel", "C", 50.0),
        Supply("salt", "D", 0.0),
    )
    found = dependences(town(supplies=supplies).place)
    assert [one.product for one in found] == ["diesel", "chlorine"]
    assert found[1].herfindahl == pytest.approx(0.82)
    assert (found[1].largest, found[1].critical_import, found[0].critical_import) == ("A", True, False)
    assert single_source_share(found) == pytest.approx(50 / 150)


def test_capacities_reach_the_network():
    sites = tuple(replace(site, capacity=5.0) if site.id == "station" else site for site in TOWN)
    needs = (*NEEDS[:1], replace(NEEDS[1], demand=7.0), NEEDS[2])
    scene = town(sites=sites, dependencies=needs)
    assert dependencies(scene, {}).overloaded == (2,)
    assert "capacity is less than is asked" in ask(scene, ("clinic", 1.0)).remarks[0]
