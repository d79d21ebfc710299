"""examples/harbour has what the README promises, holds together, and is made by its generator."""

import csv
import gzip
import json
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from forestall.model.words import CapabilityKind, Field

NOT_MADE = {"README.md", "make.py"}


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as lines:
        rows = csv.reader(lines)
        header = [column.split(" [")[0] for column in next(rows)]
        return [dict(zip(header, row, strict=True)) for row in rows]


def scenarios(folder: Path) -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_bytes()) for path in sorted((folder / "scenarios").glob("*.yml"))]


def made_files(folder: Path) -> dict[str, bytes]:
    """What the generator makes, unpacked: packing may differ between versions of zlib."""
    found = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and path.name not in NOT_MADE and not parts[0].startswith(("_", ".")):
            content = path.read_bytes()
            found["/".join(parts)] = gzip.decompress(content) if path.suffix == ".gz" else content
    return found


@pytest.fixture(scope="module")
def remade(harbour: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("harbour")
    subprocess.run([sys.executable, str(harbour / "make.py"), str(folder)], check=True)
    return folder


def test_the_generator_makes_the_committed_files(harbour: Path, remade: Path) -> None:
    committed, again = made_files(harbour), made_files(remade)
    assert list(committed) == list(again)
    assert [name for name in committed if committed[name] != again[name]] == []


def test_two_runs_of_the_generator_give_the_same_bytes(harbour: Path, remade: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(harbour / "make.py"), str(tmp_path)], check=True)
    paths = [path.relative_to(remade) for path in sorted(remade.rglob("*")) if path.is_file()]
    assert [path for path in paths if (remade / path).read_bytes() != (tmp_path / path).read_bytes()] == []


def test_the_check_finds_nothing_to_remark(harbour: Path) -> None:
    from forestall.place.check import check

    assert check(harbour) == ()


def test_four_authorities_stand_on_three_levels(harbour: Path) -> None:
    nodes = tomllib.loads((harbour / "place.toml").read_text(encoding="utf-8"))["jurisdictions"]
    parents = {node["id"]: node.get("parent") for node in nodes}

    def depth(node: str | None) -> int:
        return 0 if node is None else 1 + depth(parents[node])

    assert (len(parents), max(map(depth, parents))) == (4, 3)


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("sites", 150, 400),
        ("dependencies", 350, 900),
        ("population", 300, 900),
        ("releases", 8, 40),
        ("measures", 40, 40),
        ("capabilities", 60, 60),
        ("duties", 40, 40),
    ],
)
def test_a_table_has_the_rows_asked_for(harbour: Path, name: str, least: int, most: int) -> None:
    assert least <= len(table(harbour, name)) <= most


def test_thirty_scenarios_cover_every_field_at_least_four_times(harbour: Path) -> None:
    fields = Counter(scenario["field"] for scenario in scenarios(harbour))
    assert fields.total() == 30
    assert {field: fields[field] >= 4 for field in Field} == dict.fromkeys(Field, True)


def test_every_hazard_code_exists(harbour: Path, shared: Path) -> None:
    nodes = json.loads((shared / "data" / "hips" / "hips.json").read_bytes())["nodes"]
    codes = {node["identifier"] for node in nodes}
    assert [scenario["id"] for scenario in scenarios(harbour) if scenario["hazard"] not in codes] == []


def test_all_three_consequence_models_are_used(harbour: Path) -> None:
    models = Counter(part["model"] for scenario in scenarios(harbour) for part in scenario["consequences"])
    assert set(models) == {"direct", "outage", "toxic_release"}
    assert models["toxic_release"] >= 3


def test_each_of_the_six_kinds_of_capability_is_there(harbour: Path) -> None:
    assert {row["kind"] for row in table(harbour, "capabilities")} == set(CapabilityKind)


def test_power_and_telecom_need_each_other(harbour: Path) -> None:
    needs: dict[str, set[str]] = {}
    for row in table(harbour, "dependencies"):
        needs.setdefault(row["site"], set()).update(row["suppliers"].split(";"))

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        ahead = [start]
        while ahead:
            new = needs.get(ahead.pop(), set()) - seen
            seen |= new
            ahead += sorted(new)
        return seen

    assert {"gsp-north", "core-west"} <= reached("core-west")


def test_people_at_night_add_up_to_six_hundred_thousand(harbour: Path) -> None:
    assert sum(int(row["night"]) for row in table(harbour, "population")) == 600_000


def test_weather_shares_add_up_to_one(harbour: Path) -> None:
    assert abs(sum(float(row["share"]) for row in table(harbour, "weather")) - 1) < 1e-9


def test_no_release_gives_more_than_its_inventory(harbour: Path) -> None:
    rows = table(harbour, "releases")
    too_much = [r["id"] for r in rows if float(r["rate"]) * float(r["duration"]) > 1.01 * float(r["inventory"])]
    assert too_much == []


def test_every_precursor_names_something_that_the_place_can_find(harbour: Path) -> None:
    from lxml import etree

    event = "string(//*[local-name()='event'])"
    indicators = tomllib.loads((harbour / "indicators.toml").read_text(encoding="utf-8"))["indicators"]
    named = {indicator["id"] for indicator in indicators}
    sources = tomllib.loads((harbour / "sources.toml").read_text(encoding="utf-8"))["sources"]
    catalogue = json.loads((harbour / "kev" / "catalogue.json").read_bytes())
    known = {
        "sigma": {yaml.safe_load(path.read_bytes())["id"] for path in (harbour / "rules").glob("*.yml")},
        "threshold": {indicator["id"] for indicator in indicators if "thresholds" in indicator},
        "seasonal": named,
        "alert": {etree.parse(str(path)).xpath(event) for path in (harbour / "cap").rglob("*.xml")},
        "vulnerability": {entry["cveID"] for entry in catalogue["vulnerabilities"]},
        "silence": {source["id"] for source in sources},
    }
    precursors = [precursor for scenario in scenarios(harbour) for precursor in scenario["precursors"]]
    assert [p for p in precursors if p["rule"] not in known[p["kind"]]] == []
    assert {p["kind"] for p in precursors} == set(known)


def test_every_measure_has_an_effect(harbour: Path) -> None:
    ids = {row["id"] for row in table(harbour, "measures")}
    assert {row["measure"] for row in table(harbour, "effects")} == ids


def test_the_alerts_keep_the_schema_of_cap(harbour: Path, shared: Path) -> None:
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(str(shared / "data" / "cap" / "schema" / "cap12.xsd")))
    paths = sorted((harbour / "cap").rglob("*.xml"))
    assert len(paths) >= 5
    assert [path.name for path in paths if not schema.validate(etree.parse(str(path)))] == []


def test_the_catalogue_keeps_the_schema_of_cisa(harbour: Path, shared: Path) -> None:
    import jsonschema

    schema = json.loads((shared / "data" / "kev" / "known_exploited_vulnerabilities_schema.json").read_bytes())
    jsonschema.validate(json.loads((harbour / "kev" / "catalogue.json").read_bytes()), schema)


def test_a_year_of_daily_values_ends_the_day_before_the_pass(harbour: Path) -> None:
    for path in sorted((harbour / "series").glob("*.csv")):
        rows = path.read_text(encoding="utf-8").splitlines()[1:]
        assert (len(rows), rows[0][:10], rows[-1][:10]) == (365, "2030-03-10", "2031-03-09"), path.name


def test_the_logs_hold_a_week_of_events_in_order(harbour: Path) -> None:
    count = 0
    for path in sorted((harbour / "logs").glob("*.jsonl.gz")):
        times = [json.loads(line)["@timestamp"] for line in gzip.decompress(path.read_bytes()).splitlines()]
        assert times == sorted(times), path.name
        assert "2031-03-03T06" <= times[0] < times[-1] < "2031-03-10T06", path.name
        count += len(times)
    assert 8_000 <= count <= 15_000


def test_the_week_is_found_as_the_readme_tells_it(harbour: Path) -> None:
    from forestall.detect.stage import detect
    from forestall.guard.door import Door
    from forestall.observe.stage import observe
    from forestall.place.load import load

    place = load(harbour)
    at = place.profile.replay_at
    assert at is not None
    detection = detect(place, observe(place, at, Door(b"k" * 32, place.profile.door)), at)
    names = {yaml.safe_load(path.read_bytes())["id"]: path.stem for path in (harbour / "rules").glob("*.yml")}
    terminal = {(f.kind.value, names.get(f.rule, f.rule)) for f in detection.findings if f.site == "chlorine-terminal"}
    everywhere = {(f.kind.value, f.rule) for f in detection.findings}
    assert {("sigma", name) for name in names.values()} | {("silence", "terminal-ics")} <= terminal
    assert {rule for kind, rule in everywhere if kind == "alert"} == {
        "Storm-force wind warning",
        "Industrial control system intrusion",
    }
    assert {("threshold", "river_level"), ("threshold", "fuel_stock"), ("seasonal", "failed_logins")} <= everywhere
    assert {f.field for f in detection.findings} == set(Field)
    assert detection.refusals == ()


def test_only_the_inspection_of_the_chlorine_terminal_is_overdue(harbour: Path) -> None:
    def due_again(row: dict[str, str]) -> str:
        step = int(row["every"][1:-1]) * (12 if row["every"].endswith("Y") else 1)
        year, month, day = map(int, row["last_done"].split("-"))
        years, month = divmod(month - 1 + step, 12)
        return f"{year + years:04d}-{month + 1:02d}-{day:02d}"

    calendar = [row for row in table(harbour, "duties") if row["trigger"] == "calendar"]
    overdue = [row["id"] for row in calendar if due_again(row) <= "2031-03-10"]
    assert (len(calendar), overdue) == (30, ["inspect-chlorine-terminal"])


def test_the_folder_is_below_three_megabytes(harbour: Path) -> None:
    paths = [path for path in harbour.rglob("*") if path.is_file() and ".forestall" not in path.parts]
    assert sum(path.stat().st_size for path in paths) < 3_000_000
