"""QGIS itself on the running service: every collection as a layer, with its attributes and filters."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

PYTHON = Path("/usr/bin/python3")
SCRIPT = Path(__file__).with_name("qgis_reads.py")
CONDITIONS = {
    "sites": "kind=fire_station",
    "alerts": "severity=Severe",
    "findings": "level=critical",
    "zones": "field=cyber",
}
_LONGEST = 120.0  # on a busy machine [s]


@pytest.fixture(scope="module")
def opened(site: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What QGIS read."""
    if (
        not PYTHON.is_file()
        or subprocess.run([PYTHON, "-c", "import qgis"], capture_output=True, check=False).returncode
    ):
        pytest.skip("QGIS is not on this machine: apt-get install --no-install-recommends python3-qgis qgis-providers")
    home = str(tmp_path_factory.mktemp("qgis"))
    done = subprocess.run(
        [PYTHON, SCRIPT, f"{site}/ogc", *(word for pair in CONDITIONS.items() for word in pair)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": home, "XDG_RUNTIME_DIR": home},
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)["collections"]


def items(site: str, collection: str, **query: str) -> Any:
    answer = httpx.get(f"{site}/ogc/collections/{collection}/items", params={"limit": "1000", **query})
    assert answer.status_code == 200
    return answer.json()["features"]


@pytest.mark.parametrize("collection", CONDITIONS)
def test_qgis_reads_every_feature_of_a_collection_with_all_its_attributes(
    collection: str, opened: Any, site: str
) -> None:
    told, found = items(site, collection), opened[collection]
    assert found["valid"]
    assert found["crs"] == "EPSG:4326"
    assert found["features"] == len(told) > 0
    assert set(found["fields"]) == {"id", *told[0]["properties"]}


@pytest.mark.parametrize("collection", CONDITIONS)
def test_a_layer_of_qgis_is_of_one_type_of_geometry(collection: str, opened: Any, site: str) -> None:
    found = opened[collection]
    schema = httpx.get(f"{site}/ogc/collections/{collection}/schema").json()
    kind = found["layer"]
    assert schema["properties"]["geometry"]["format"] == f"geometry-{kind.lower()}"
    assert set(found["shapes"]) <= {kind, "Unknown"}  # unknown: an alert without an area


@pytest.mark.parametrize("collection", CONDITIONS)
def test_qgis_finds_what_lies_in_a_rectangle(collection: str, opened: Any, site: str) -> None:
    found = opened[collection]
    told = items(site, collection, bbox=",".join(map(repr, found["rectangle"])))
    assert found["within"] == sorted(each["id"] for each in told)
    assert found["within"]


@pytest.mark.parametrize("collection", CONDITIONS)
def test_qgis_filters_a_collection_as_the_service_does(collection: str, opened: Any, site: str) -> None:
    name, _, value = CONDITIONS[collection].partition("=")
    told = items(site, collection, filter=f"{name} = '{value}'")
    assert opened[collection]["filtered"] == sorted(each["id"] for each in told)
    assert opened[collection]["filtered"]


def test_qgis_takes_times_and_numbers_as_such(opened: Any) -> None:
    assert opened["findings"]["fields"]["time"] == "DateTime"
    assert opened["alerts"]["fields"]["sent"] == "DateTime"
    assert opened["sites"]["fields"]["people_served"] == "Real"
