"""Broken places, each made from the `init` template by one edit; what is said of them stands in one golden file.

To write the golden file anew after a change that is meant: FORESTALL_GOLDEN=write pytest tests/place
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from forestall.place.check import check
from forestall.place.explain import sentence
from forestall.place.template import write_town

GOLDEN = Path(__file__).parent / "golden" / "broken_places.txt"

Edit = Callable[[Path], object]


def swap(name: str, old: str, new: str) -> Edit:
    def edit(town: Path) -> None:
        text = (town / name).read_text(encoding="utf-8")
        assert old in text, f"{name} of the template has no {old!r}"
        (town / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def write(name: str, content: bytes) -> Edit:
    return lambda town: (town / name).write_bytes(content)


def recode(name: str, change: Callable[[bytes], bytes]) -> Edit:
    return lambda town: (town / name).write_bytes(change((town / name).read_bytes()))


HOSPITAL = "hospital,St Anne Hospital,hospital,town,12.2985,53.9078,3000,30000000,social,,"

BROKEN: dict[str, Edit] = {
    # files
    "sites.csv is missing": lambda town: (town / "sites.csv").unlink(),
    "sites stand in two files": write("sites.geojson", b'{"type": "FeatureCollection", "features": []}'),
    "an empty file": write("needs.csv", b"\xef\xbb\xbf\r\n"),
    "a file that is nearly named right": lambda town: (town / "measures.csv").rename(town / "mesures.csv"),
    "UTF-16, as a spreadsheet's `Unicode text` is": recode("duties.csv", lambda b: b.decode().encode("utf-16")),
    "Latin-1 instead of UTF-8": recode("sites.csv", lambda b: b.replace(b"River School", b"\xc9cole")),
    "a NUL byte": recode("weather.csv", lambda b: b.replace(b"135,3", b"135\x00,3")),
    "semicolons between the columns": recode("releases.csv", lambda b: b.replace(b",", b";")),
    # tables
    "an unknown column": swap("sites.csv", "people_served [persons]", "people_serverd"),
    "a column twice": swap("capabilities.csv", "cost,source", "cost,cost"),
    "a header in another unit": swap("dependencies.csv", "buffer [h]", "buffer [min]"),
    "a row with a comma too many": swap("measures.csv", "A scrubber that", "A scrubber, that"),
    "a quote that is not closed": swap("sites.csv", "Town Hall", '"Town Hall'),
    # values
    "a number that is none": swap("population.csv", "c22,12.3040", "c22,centre"),
    "a negative count": swap("population.csv", "300,620", "-300,620"),
    "a longitude that is none, and an unknown authority": swap("sites.csv", "town,12.2985", "twon,200"),
    "a frequency above one": swap("releases.csv", "0.0005", "5"),
    "NaN": swap("weather.csv", "0.24", "NaN"),
    "a decimal comma": swap("effects.csv", "frequency,0.15", 'frequency,"0,15"'),
    "thousands separated": swap("measures.csv", "260000", "260 000"),
    "a unit in the cell": swap("dependencies.csv", "substation,1,4,2", "substation,1,4,12 min"),
    "a word outside the list": swap("sites.csv", "9000,2500000,cyber", "9000,2500000,Cyber security"),
    "an id that a spreadsheet made a date": swap("needs.csv", "second-line,technicians", "2-Mar,technicians"),
    "a number that a spreadsheet shows as a date": swap("dependencies.csv", "1,24,1", "1,1900-01-23,1"),
    "an id that a spreadsheet made a number": swap("sites.csv", "school,River", "1.23E+05,River"),
    "a broken formula": swap("capabilities.csv", "65000", "#REF!"),
    "a date as a spreadsheet's day number": swap("duties.csv", "P1Y,2025-02-14", "P1Y,45703"),
    # between records
    "an id twice": swap("sites.csv", "school,River", "hospital,River"),
    "a dependency on a site that does not exist": swap(
        "dependencies.csv", "hospital,power,substation", "hospital,power,substaton"
    ),
    "more suppliers required than there are": swap(
        "dependencies.csv", "hospital,water,waterworks,1", "hospital,water,waterworks,2"
    ),
    "a site that depends on itself": swap("dependencies.csv", "telecom,exchange,1,48", "telecom,waterworks,1,48"),
    "measures that need each other and cannot be together": swap(
        "measures.csv", "9,,,quotation of a supplier", "9,second-line,second-line,quotation of a supplier"
    ),
    "an effect on something of another kind": swap("effects.csv", "scenario,power-cut", "site,power-cut"),
    "an effect that changes nothing": swap("effects.csv", "duration,0.1", "duration,"),
    "weather shares that do not add up": swap("weather.csv", "day,0.24", "day,0.42"),
    "two authorities at the top": swap("place.toml", 'parent = "district"\n', ""),
    "a circle of authorities": swap("place.toml", 'name = "Mill District"', 'name = "Mill District"\nparent = "town"'),
    # place.toml
    "a time zone that does not exist": swap("place.toml", "Europe/Berlin", "Europe/Berln"),
    "a currency in words": swap("place.toml", 'currency = "EUR"', 'currency = "Euro"'),
    "a warning that closes above where it opens": swap("place.toml", "close_ratio = 1.5", "close_ratio = 4"),
    "more looks than there are": swap("place.toml", "close_ratio = 1.5", "close_ratio = 1.5\nconfirm = 3"),
    "a warning hidden in no known way": swap(
        "place.toml", "close_ratio = 1.5", 'close_ratio = 1.5\n[[steadiness.inhibit]]\nhow = "luck"'
    ),
    "a time in the far future": swap("place.toml", "2026-03-09T06", "9026-03-09T06"),
    "a key that does not exist": swap("place.toml", "outage_cost", "outages_cost"),
    "TOML that cannot be read": swap("place.toml", 'currency = "EUR"', "currency = EUR"),
    # scenarios
    "a frequency that is none": swap(
        "scenarios/power-cut.yml", "  events: 3                 # counted\n  years: 20\n", ""
    ),
    "a low estimate above the high one": swap("scenarios/chlorine-release.yml", "low: 0.00005", "low: 0.05"),
    "a 95 % quantile below the median": swap("scenarios/power-cut.yml", "p95: 40", "p95: 4"),
    "a hazard code that is none": swap("scenarios/power-cut.yml", "TL0209", "blackout"),
    "a scenario in a file of another name": lambda town: (town / "scenarios/power-cut.yml").rename(
        town / "scenarios/blackout.yml"
    ),
    "a key twice": swap("scenarios/power-cut.yml", "field: economic", "field: economic\nfield: social"),
    "YAML that would grow": write("scenarios/bomb.yml", b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"),
    # duties, indicators, sources, rules
    "a calendar duty without its rhythm": swap("duties.csv", "true,P1Y,2025-02-14", "true,,2025-02-14"),
    "a duration that is none": swap("duties.csv", "P1Y", "yearly"),
    "a series that is not there": swap("indicators.toml", "series/waterworks.csv", "series/water.csv"),
    "a series without its column": swap("series/waterworks.csv", "burst-pipes", "bursts"),
    "a source that matches nothing": swap("sources.toml", "logs/*.jsonl", "log/*.jsonl"),
    "a rule that is no YAML": write("rules/broken.yml", b"title: [broken\n"),
}


def described(folder: Path) -> str:
    """What is said of every broken place."""
    parts = []
    for number, (title, edit) in enumerate(BROKEN.items()):
        town = folder / str(number)
        write_town(town)
        edit(town)
        lines = [f"  {sentence(remark)}" for remark in check(town)]
        parts.append("\n".join([f"{title}:", *lines]))
    return "\n\n".join(parts) + "\n"


def test_the_template_has_no_mistakes(town: Path) -> None:
    assert check(town) == ()


def test_every_broken_place_is_explained_as_in_the_golden_file(tmp_path: Path) -> None:
    found = described(tmp_path)
    if os.environ.get("FORESTALL_GOLDEN") == "write":
        GOLDEN.write_text(found, encoding="utf-8", newline="\n")
    assert found == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("title", BROKEN)
def test_a_broken_place_is_never_silent(title: str, town: Path) -> None:
    BROKEN[title](town)
    assert check(town)
