"""Every parser fuzzed by atheris, which follows what new content reaches in our code; where atheris is installed.

Short here, for one parser and a planted fault; `FORESTALL_LONG=1` gives each parser `FORESTALL_FUZZ_SECONDS` (120),
with the collections in ../shared to start from. `-s` shows how much was tried, and where it and what was found is kept.
"""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from every_parser import PARSERS

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="atheris is not installed (pip install atheris)"
)

LONG = bool(os.environ.get("FORESTALL_LONG"))
SECONDS = int(os.environ.get("FORESTALL_FUZZ_SECONDS", "120")) if LONG else 2
LEFT = 600  # for starting and ending [s]
SEEDS = {
    "Atom": "cap/cap-library",
    "CAP": "cap/cap-library",
    "CAP sent": "cap/cap-library",
    "CAP signature": "cap/signed",
    "EDXL-DE": "cap/cap-library",
    "EVTX": "sigma/regression_data",
    "GDACS": "gdacs",
    "KEV": "kev",
    "KEV sent": "kev",
    "Open-PSA": "fault_trees",
    "RSS": "cap/cap-library",
    "STIX": "stix/examples",
    "STIX sent": "stix/examples",
    "Sigma": "sigma/rules-threat-hunting",
    "Sigma correlation": "sigma/rules-threat-hunting",
    "Sigma set": "sigma/rules-threat-hunting",
    "TAXII page": "stix/examples",
    "checkpoint": "ledger/tessera",
    "feed entries": "cap/cap-library",
    "place YAML": "sigma/rules-threat-hunting",
    "signed note": "ledger/tessera",
}
"""Folders of ../shared/data with content that is right, or wrong on purpose."""


def fuzzed(name: str, seconds: int, folder: Path, *seeds: Path) -> tuple[int, list[str]]:
    """How often something was tried, and what was found."""
    finds, corpus = folder / "finds", folder / "corpus"
    finds.mkdir()
    corpus.mkdir()
    program = str(Path(__file__).with_name("guided.py"))
    command = [sys.executable, program, name, str(seconds), str(finds), str(corpus), *map(str, seeds)]
    done = subprocess.run(
        command, capture_output=True, text=True, errors="replace", timeout=seconds + LEFT, check=False
    )
    tried = re.search(r"number_of_executed_units:\s*(\d+)", done.stderr)
    told = [file.read_text()[:1000] for file in sorted(finds.glob("*.txt"))]
    if done.returncode or tried is None:
        kept = sorted(each.name for each in finds.iterdir())
        told.append(f"ended with {done.returncode}: {done.stderr[-1000:]} {kept}")
    return int(tried.group(1)) if tried else 0, told


@pytest.mark.parametrize("name", PARSERS if LONG else ["EPSS"])
def test_no_content_that_reaches_new_code_breaks_a_parser(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    seeds = [request.getfixturevalue("shared") / "data" / SEEDS[name]] if name in SEEDS else []
    tried, found = fuzzed(name, SECONDS, tmp_path, *seeds)
    print(f"{name}: {tried:,} tried, kept in {tmp_path}")
    assert found == []
    assert tried > 0


def test_a_fault_that_needs_three_letters_in_a_row_is_found(tmp_path: Path) -> None:
    _, found = fuzzed("planted", 10, tmp_path)
    assert len(found) == 1
    assert found[0].startswith("KeyError")
