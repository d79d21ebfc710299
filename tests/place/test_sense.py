"""What makes no sense within a record, between records, and in the whole place."""

from pathlib import Path

import pytest

from forestall.model.profile import CommonCause, RegisterRules
from forestall.model.scenario import Frequency, LossTable
from forestall.model.words import Scale
from forestall.place.check import check
from forestall.place.sense import complaints


@pytest.mark.parametrize(
    ("frequency", "columns"),
    [
        (Frequency(per_year=0.1), ["per_year"]),
        (Frequency(per_year=0.1, events=1, years=9), []),
        (Frequency(events=1, years=9, months=(1.0,) * 12), []),
        (Frequency(events=1, years=9, months=(1.0,) * 11), ["months"]),
        (Frequency(events=1, years=9, months=(0.0,) * 12), ["months"]),
        (Frequency(low=0.1, high=0.2), []),
        (Frequency(events=0, years=12), []),
        (Frequency(per_year=0.1, low=0.05, high=0.2, events=1, years=9), []),
        (Frequency(), [""]),
        (Frequency(low=0.1), ["low"]),
        (Frequency(high=0.1), ["high"]),
        (Frequency(events=3), ["events"]),
        (Frequency(years=3), ["years", ""]),
        (Frequency(low=0.2, high=0.2), ["low"]),
        (Frequency(per_year=0.3, low=0.1, high=0.2), ["per_year"]),
    ],
)
def test_a_frequency_is_given_in_a_possible_way(frequency: Frequency, columns: list[str]) -> None:
    assert [complaint.column for complaint in complaints(frequency)] == columns


def test_a_frequency_without_uncertainty_is_a_warning_and_no_error() -> None:
    (one,) = complaints(Frequency(per_year=0.1))
    assert (one.severity, one.found) == ("warning", "a frequency without uncertainty")


def test_a_common_cause_that_would_leave_less_than_no_events_is_an_error() -> None:
    assert [one.column for one in complaints(CommonCause("storm", ("a", "b"), 0.5, 3.0))] == ["factor"]
    assert list(complaints(CommonCause("storm", ("a", "b"), 0.5, 2.0))) == []


def test_thresholds_of_the_matrix_rise() -> None:
    assert [one.column for one in complaints(RegisterRules(likelihood=(0.1, 0.05)))] == ["likelihood"]
    assert [one.column for one in complaints(RegisterRules(acceptable=3.0, unacceptable=2.0))] == ["acceptable"]


def test_a_loss_table_has_as_many_numbers_in_every_list() -> None:
    wrong = LossTable("loss_table", {Scale.DEATHS: (1.0, 2.0)}, (1.0,))
    assert [one.column for one in complaints(wrong)] == ["losses"]
    never = LossTable("loss_table", {Scale.DEATHS: (1.0,)}, (0.0,))
    assert [one.column for one in complaints(never)] == ["weights"]


def swap(town: Path, name: str, old: str, new: str) -> None:
    text = (town / name).read_text(encoding="utf-8")
    assert old in text
    (town / name).write_text(text.replace(old, new), encoding="utf-8")


POWER, CHLORINE = "scenarios/power-cut.yml", "scenarios/chlorine-release.yml"

CASES: dict[str, tuple[str, str, str, str]] = {
    "shares that do not add up": (POWER, "why:", "    shares: {town: 0.4, district: 0.4}\nwhy:", "add up to 0.8"),
    "a share of an unknown authority": (POWER, "why:", "    shares: {twon: 1}\nwhy:", "twon"),
    "a supplier twice": ("dependencies.csv", "power,substation,1,72", "power,substation;substation,1,72", "2 times"),
    "a measure that requires itself": ("measures.csv", "24,,,", "24,second-line,,", "second-line"),
    "a scale on an effect that is not on a consequence": ("effects.csv", "0.15,,,", "0.15,,deaths,", "deaths"),
    "a scale without weight": ("place.toml", "[scales.people_affected]", "[scales.environment]", "people_affected"),
    "losses in thousands": ("place.toml", 'unit = "EUR"', 'unit = "kEUR"', "economic_loss in kEUR"),
    "an indicator of a log source": ("indicators.toml", "waterworks-counts", "pump-logs", "pump-logs, of kind jsonl"),
    "a minimum above the maximum": ("indicators.toml", "minimum = 0", "minimum = 9\nmaximum = 8", "9"),
    "a precursor by an indicator that is not there": (POWER, "burst-pipes", "burst-pipe", "burst-pipe"),
    "a precursor at another site": (POWER, "at_sites: false", "at_sites: true", "burst-pipes, at site waterworks"),
    "a precursor by a rule that is not there": (CHLORINE, "6c5a4f0f9b11", "000000000000", "3f1c7a52"),
    "a path out of the place": ("sources.toml", "logs/*", "../logs/*", "../logs/*.jsonl"),
    "a rhythm on a duty that waits for an alert": ("duties.csv", "48,false,,", "48,false,P1M,", "P1M"),
    "a measure without effect": ("effects.csv", "second-line,scenario", "chlorine-scrubber,scenario", "without effect"),
    "a level that closes above where it opens": ("place.toml", '"medium"', '"critical"', "critical"),
    "a language in words": ("place.toml", '["en"]', '["English language"]', "English language"),
    "a weather class that is none": ("weather.csv", "3,D,day,0.08", "3,G,day,0.08", "G"),
    "the same weather twice": ("weather.csv", "135,3,D", "45,3,D", "the same row again"),
    "a key in single brackets": ("partners.toml", "", "[partners]\nid = 1\n", "a group of keys"),
    "a table of another file": ("sources.toml", "[[sources]]", "[[source]]", "an unknown key"),
    "an id with a blank": ("capabilities.csv", "gas-team", "gas team", "gas team"),
    "a date as number in TOML": ("place.toml", "years = 100_000", "years = 2026-01-01", "2026-01-01"),
    "a number in quotes": ("place.toml", "hold = 12.0", 'hold = "12"', "12"),
    "a text without quotes that is a number": ("place.toml", 'name = "Millford"', "name = 7", "7"),
    "a list that is a word": ("place.toml", 'languages = ["en"]', 'languages = "en"', "en"),
    "a word that is a list in YAML": (POWER, "title: The", "title: [The]\nwhy: The", "a list"),
    "a scenario of .yaml": ("scenarios/other.yaml", "", "id: other\n", "ending .yaml"),
}  # fmt: skip


@pytest.mark.parametrize("title", CASES)
def test_nonsense_is_found(title: str, town: Path) -> None:
    name, old, new, found = CASES[title]
    if old:
        swap(town, name, old, new)
    else:
        (town / name).write_text(new, encoding="utf-8")
    assert any(found in remark.found for remark in check(town))


def test_a_toxic_release_needs_wind_and_people(town: Path) -> None:
    for name in ("weather.csv", "population.csv"):
        (town / name).unlink()
    expected = [remark.expected for remark in check(town)]
    assert expected == ["population.csv with rows", "weather.csv with rows"]


def test_all_mistakes_of_a_row_are_told_at_once(town: Path) -> None:
    swap(town, "dependencies.csv", "hospital-water,hospital,water,waterworks,1,12,1", "d,hospitl,water,,0,-1,x")
    columns = [remark.column for remark in check(town)]
    assert columns == ["buffer", "required", "restart", "site", "suppliers"]


def test_a_measure_that_needs_two_that_exclude_each_other_is_named(town: Path) -> None:
    with (town / "measures.csv").open("a", encoding="utf-8") as file:
        file.write("both,Both of them,social,town,1,,,,chlorine-scrubber;second-line,,\n")
    swap(town, "measures.csv", "24,,,", "24,,chlorine-scrubber,")
    found = [remark.found for remark in check(town) if remark.severity == "error"]
    assert found == ["both needs second-line and chlorine-scrubber"]


@pytest.mark.parametrize("every", ["P1Y", "P3M", "P2W", "P10D", "P1Y6M"])
def test_a_duration_in_days_or_longer_is_taken(every: str, town: Path) -> None:
    swap(town, "duties.csv", "P1Y", every)
    assert check(town) == ()


@pytest.mark.parametrize("every", ["P", "P0D", "1Y", "PT5H", "P1.5Y", "P1D1Y", "P-1Y"])
def test_a_duration_that_is_none_is_refused(every: str, town: Path) -> None:
    swap(town, "duties.csv", "P1Y", every)
    assert [remark.column for remark in check(town)] == ["every"]
