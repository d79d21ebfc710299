"""Real logs, alerts and catalogues through the same command, in a small place made for them.

Pass one, 23 June 2023: three alerts of the German weather service are in force over the Harz; an American one has long
expired. Pass two, three years later: the alerts are gone, and the logs of attacks have come in.
"""

import csv
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from forestall.core.clock import instant
from forestall.guard.door import Door
from forestall.observe.stage import observe
from forestall.place.load import load

STORM, LATER = "2023-06-23T10:30:00Z", "2026-07-23T12:00:00Z"
LOG = "proxylogon_ssrf_rce_poc.zip"
HERE = {"lon": 10.59, "lat": 51.60}  # inside the polygon of the alert of 23 June, 11:56

PROFILE = """
name = "Harz test place"
time_zone = "Europe/Berlin"
languages = ["en"]
currency = "EUR"
sender = "test@forestall.invalid"
[[jurisdictions]]
id = "harz"
name = "Harz"
[scales.economic_loss]
unit = "EUR"
weight = 1.0
[scales.service_loss]
unit = "person-hours"
weight = 5.0
[appraisal]
years = 5000
samples = 16
budget = 400000
"""


def _table(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _source(name: str, kind: str, path: object, field: str) -> str:
    head = f'[[sources]]\nid = "{name}"\ntitle = "{name}"\nkind = "{kind}"\n'
    return f'{head}path = "{path}"\nfield = "{field}"\nweight = 100\n'


def _scenario(folder: Path, name: str, field: str, per_year: float, precursors: list[dict[str, object]]) -> None:
    scenario = {
        "id": name,
        "title": name.replace("-", " "),
        "hazard": "TL0305",
        "field": field,
        "jurisdiction": "harz",
        "sites": ["substation"],
        "frequency": {"per_year": per_year},
        "precursors": precursors,
        "consequences": [
            {"model": "outage", "sites": ["substation"], "repair": {"median": 12, "p95": 48}},
            {"model": "direct", "amounts": {"economic_loss": {"median": 200000, "p95": 900000}}},
        ],
    }
    (folder / f"{name}.yml").write_text(yaml.safe_dump(scenario, sort_keys=False), encoding="utf-8")


def _cases(shared: Path) -> dict[str, Path]:
    """Rule id to rule file, of every tenth rule with a live case."""
    ids = {path.stem for path in (shared / "data/sigma/regression_data").rglob("*.evtx")}
    chosen = set(sorted(ids)[::10])
    found = {}
    for path in sorted((shared / "data/sigma").glob("rules*/**/*.yml")):
        head = path.read_text(encoding="utf-8")
        name = next((line[3:].strip() for line in head.splitlines() if line.startswith("id:")), "")
        if name in chosen:
            found[name] = path
    return found


def _write_tables(place: Path) -> None:
    base = {"jurisdiction": "harz", "value": 1_000_000, "field": "economic", **HERE}
    site = {"id": "substation", "name": "Substation", "kind": "substation", "people_served": 40_000}
    hosts = "swachchhanda;*attackrange.local;ar-win-1;srv-01.midgardnet.tech"
    works = {"id": "works", "name": "Works", "kind": "factory", "people_served": 0}
    _table(
        place / "sites.csv",
        [
            {**site, **base, "hosts": hosts, "products": "Microsoft:Exchange*"},
            {**works, **base, "hosts": "", "products": ""},
        ],
    )
    need = {"id": "works-power", "site": "works", "service": "power", "suppliers": "substation"}
    _table(place / "dependencies.csv", [{**need, "required": 1, "buffer": 2, "restart": 4}])
    one = {"field": "cyber", "jurisdiction": "harz", "yearly_cost": 0}
    _table(
        place / "measures.csv",
        [
            {"id": "segment", "title": "Separate the control network", "cost": 300_000, **one},
            {"id": "culvert", "title": "Widen the culvert", "cost": 300_000, **one},
        ],
    )
    half = {"target": "scenario", "quantity": "frequency", "factor": 0.3}
    _table(
        place / "effects.csv",
        [{"measure": "segment", "id": "grid-intrusion", **half}, {"measure": "culvert", "id": "cloudburst", **half}],
    )


@pytest.fixture(scope="module")
def place(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("harz")
    data = shared / "data"
    (folder / "place.toml").write_text(PROFILE, encoding="utf-8")
    _write_tables(folder)
    (folder / "scenarios").mkdir()
    rules = _cases(shared)
    intrusion = [{"kind": "sigma", "rule": name, "ratio": 3, "half_life": 20000} for name in sorted(rules)]
    rain = [{"kind": "alert", "rule": "heavy rain", "ratio": 20, "half_life": 24}]
    _scenario(folder / "scenarios", "grid-intrusion", "cyber", 0.01, intrusion)
    _scenario(folder / "scenarios", "cloudburst", "territorial", 0.02, rain)
    (folder / "rules").mkdir()
    for name, path in rules.items():
        (folder / "rules" / f"{name}.yml").write_bytes(path.read_bytes())
    sources = [
        _source("dwd", "cap", data / "cap/dwd.zip", "territorial"),
        _source("noaa", "cap", data / "cap/cap-library/weather.cap", "territorial"),
        _source("kev", "kev", data / "kev/known_exploited_vulnerabilities.json", "cyber"),
        _source("windows", "evtx", data / "sigma/regression_data/**/*.evtx", "cyber"),
        _source("recording", "jsonl", data / "logs" / LOG, "cyber"),
    ]
    (folder / "sources.toml").write_text("\n".join(sources), encoding="utf-8")
    return folder


def _run(place: Path, state: Path, at: str) -> dict[str, dict[str, object]]:
    command = [sys.executable, "-m", "forestall", "run", str(place), "--state", str(state), "--at", at, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def passes(place: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, dict, Path]:
    state = tmp_path_factory.mktemp("state") / "s"
    return _run(place, state, STORM), _run(place, state, LATER), state


def _findings(state: Path) -> list[dict[str, object]]:
    return json.loads((state / "outlook" / "findings.json").read_text(encoding="utf-8"))["findings"]


def test_alerts_in_force_are_findings_and_raise_their_risk(passes: tuple[dict, dict, Path]) -> None:
    storm, later, _ = passes
    assert storm["risks"]["cloudburst"]["ratio"] == pytest.approx(20, rel=0.1)
    assert later["risks"]["cloudburst"]["ratio"] == 1.0


def test_updates_replace_and_expired_alerts_drop_out(place: Path, passes: tuple[dict, dict, Path]) -> None:
    read = load(place)
    door = Door(b"k" * 32, read.profile.door)
    storm, later = (observe(read, instant(at), door) for at in (STORM, LATER))
    assert len(storm.alerts) == 3
    assert {each.msg_type for each in storm.alerts} == {"Alert", "Update"}
    assert later.alerts == ()
    assert {state.id: state.accepted for state in later.sources if state.id in ("dwd", "noaa")} == {"dwd": 3, "noaa": 1}


def test_every_rule_finds_the_recorded_attack_it_was_written_for(shared: Path, passes: tuple[dict, dict, Path]) -> None:
    found = {each["rule"] for each in _findings(passes[2]) if each["kind"] == "sigma"}
    assert set(_cases(shared)) - found == set()


def test_findings_on_its_machines_move_the_risk_behind_them(passes: tuple[dict, dict, Path]) -> None:
    storm, later, _ = passes
    assert storm["risks"]["grid-intrusion"]["ratio"] == 1.0
    assert later["risks"]["grid-intrusion"]["ratio"] > 10


def test_the_plan_turns_to_what_has_become_likely(passes: tuple[dict, dict, Path]) -> None:
    storm, later, _ = passes
    assert list(storm["plan"]["measures"]) == ["culvert"]
    assert list(later["plan"]["measures"]) == ["segment"]


def test_exploited_products_at_a_site_are_findings(passes: tuple[dict, dict, Path]) -> None:
    cves = {each["rule"] for each in _findings(passes[2]) if each["kind"] == "vulnerability"}
    assert "CVE-2021-26855" in cves


def test_all_records_of_the_recording_are_taken_in(shared: Path, passes: tuple[dict, dict, Path]) -> None:
    with zipfile.ZipFile(shared / "data" / "logs" / LOG) as archive:
        (name,) = [each for each in archive.namelist() if not each.startswith("__MACOSX")]
        lines = sum(1 for line in archive.open(name) if line.strip())
    outlook = json.loads((passes[2] / "outlook" / "outlook.json").read_text(encoding="utf-8"))
    (recording,) = [each for each in outlook["sources"] if each["id"] == "recording"]
    assert (recording["accepted"], recording["skipped"]) == (lines, 0)
