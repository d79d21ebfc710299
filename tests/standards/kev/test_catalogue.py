"""The KEV catalogue against its published copy and its schema."""

import json
from pathlib import Path
from typing import Any

import pytest

from forestall.core.errors import InputError, LimitError, StandardError
from forestall.standards.kev.catalogue import read

ENTRY: dict[str, Any] = {
    "cveID": "CVE-2021-44228",
    "vendorProject": "Apache",
    "product": "Log4j2",
    "vulnerabilityName": "Log4Shell",
    "dateAdded": "2021-12-10",
    "shortDescription": "…",
    "requiredAction": "…",
    "dueDate": "2021-12-24",
    "knownRansomwareCampaignUse": "Known",
}


def catalogue(*entries: object, **over: object) -> bytes:
    document = {"catalogVersion": "1", "dateReleased": "2025-08-25T17:04:19.9796Z", "count": len(entries)}
    return json.dumps({**document, "vulnerabilities": entries, **over}).encode()


def test_the_published_catalogue_has_no_fault(shared: Path) -> None:
    read_one = read((shared / "data/kev/known_exploited_vulnerabilities.json").read_bytes())
    assert (len(read_one.vulnerabilities), read_one.refused) == (1404, ())


def test_ransomware_use_is_read() -> None:
    assert read(catalogue(ENTRY)).vulnerabilities[0].ransomware


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"cveID": "CVE-1"}, "/vulnerabilities/0/cveID"),
        ({"dueDate": "24/12/2021"}, "/vulnerabilities/0/dueDate"),
        ({"dateAdded": "9999-01-01"}, "/vulnerabilities/0/dateAdded"),
        ({"product": None}, "/vulnerabilities/0/product"),
        ({"product": 7}, "/vulnerabilities/0/product"),
    ],
)
def test_a_broken_entry_is_refused_by_itself(change: dict[str, object], path: str) -> None:
    told = read(catalogue({**ENTRY, **change}, {**ENTRY, "cveID": "CVE-2020-0001"}))
    assert (len(told.vulnerabilities), [one.path for one in told.refused]) == (1, [path])


def test_a_wrong_count_is_told() -> None:
    assert [one.path for one in read(catalogue(ENTRY, count=9)).refused] == ["/count"]


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"vulnerabilities": 3}', b"\xff", catalogue(ENTRY)[:200]])
def test_what_is_no_catalogue_is_refused(data: bytes) -> None:
    with pytest.raises(StandardError):
        read(data)


def test_deep_json_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        read(b"[" * 200_000)
    assert isinstance(caught.value, LimitError | StandardError)
