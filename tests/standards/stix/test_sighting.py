"""STIX 2.1 sightings: valid by the OASIS validator, the same every time, and without persons."""

import json
import uuid
import warnings
from datetime import UTC, datetime, timedelta

import pytest

from forestall.model.words import Level
from forestall.standards.stix.ids import OBSERVABLES
from forestall.standards.stix.observables import observables
from forestall.standards.stix.sighting import Sighted, bundle

stix2 = pytest.importorskip("stix2")
AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
RULE = "title: Mimikatz\nlogsource: {product: windows}\ndetection: {s: {a: b}, condition: s}\n"
EVIDENCE = (
    (("CommandLine", "cmd /c x"), ("Image", "C:\\Windows\\cmd.exe"), ("User", "CORP\\jdoe")),
    (("TargetObject", "HKLM\\SOFTWARE\\x"), ("TargetFilename", "/tmp/a")),
    (("QueryName", "a.example."), ("DestinationIp", "10.0.0.1"), ("SourceIp", "fd00::1")),
    (("Payload", "only this"),),
)


def seen(**changed) -> Sighted:
    given = {
        "rule": "r1",
        "title": "Mimikatz",
        "level": Level.HIGH,
        "tags": ("attack.credential-access", "attack.t1003.001", "cve.2021-44228"),
        "pattern": RULE,
        "host": "pc1",
        "count": 3,
        "first": AT - timedelta(days=1),
        "last": AT - timedelta(hours=1),
        "evidence": EVIDENCE,
    }
    return Sighted(**(given | changed))


ALL = (seen(), seen(host="pc2"), seen(rule="r2", host=None, first=None, last=None, evidence=()))


def test_a_bundle_is_valid_by_the_oasis_validator():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        validator = pytest.importorskip("stix2validator")
        # 103: ids of ours are UUIDv5 on purpose, so that the same sighting has the same id (SHOULD, STIX 2.1, 2.9)
        options = validator.ValidationOptions(strict=True, version="2.1", disabled="103")
        result = validator.validate_string(bundle("Town", ALL, AT).decode(), options)
    assert result.is_valid, [str(error) for error in result.errors]


def test_a_bundle_is_read_by_the_oasis_library():
    found = stix2.parse(bundle("Town", ALL, AT).decode(), version="2.1")
    kinds = [each["type"] for each in found.objects]
    assert (kinds.count("indicator"), kinds.count("sighting"), kinds.count("observed-data")) == (2, 3, 2)


def test_the_indicator_carries_the_rule_itself():
    found = json.loads(bundle("Town", ALL[:1], AT))["objects"]
    (indicator,) = [each for each in found if each["type"] == "indicator"]
    assert (indicator["pattern_type"], indicator["pattern"]) == ("sigma", RULE)
    assert indicator["kill_chain_phases"] == [{"kill_chain_name": "mitre-attack", "phase_name": "credential-access"}]


def test_a_sighting_refers_to_what_is_in_the_bundle():
    objects = {each["id"]: each for each in json.loads(bundle("Town", ALL, AT))["objects"]}
    sightings = [each for each in objects.values() if each["type"] == "sighting"]
    for each in sightings:
        references = [each["sighting_of_ref"], *each["where_sighted_refs"], *each.get("observed_data_refs", ())]
        assert set(references) <= set(objects)


def test_the_same_input_gives_the_same_bytes():
    assert bundle("Town", ALL, AT) == bundle("Town", ALL, AT)


def test_an_observable_has_the_id_that_every_producer_gives_it():
    (address,) = observables([("DestinationIp", "198.51.100.3")])
    # the OASIS library computes it from the ID contributing properties by itself
    assert address["id"] == stix2.v21.IPv4Address(value="198.51.100.3").id
    assert (
        address["id"]
        == f"ipv4-addr--{uuid.uuid5(OBSERVABLES, json.dumps({'value': '198.51.100.3'}, separators=(',', ':')))}"
    )


def test_a_process_has_a_version_4_id_that_follows_from_it():
    found = {each["type"]: each for each in observables(EVIDENCE[0])}
    identity = found["process"]["id"]
    assert uuid.UUID(identity.removeprefix("process--")).version == 4
    assert {each["id"] for each in observables(EVIDENCE[0])} >= {identity, found["process"]["image_ref"]}


def test_no_account_becomes_an_object():
    assert b"jdoe" not in bundle("Town", ALL, AT)


def test_evidence_of_which_nothing_fits_is_kept_as_it_is():
    (artifact,) = observables(EVIDENCE[3])
    assert artifact["type"] == "artifact"
    assert stix2.parse(artifact, version="2.1").mime_type == "application/json"


@pytest.mark.parametrize("name", ["_ldap._tcp.corp.example", "-", "10.0.0.1", "a b.example", "localhost"])
def test_what_is_no_name_of_a_host_is_no_domain_name(name):
    assert [each["type"] for each in observables([("QueryName", name)])] == ["artifact"]


@pytest.mark.parametrize(("key", "full"), [("HKLM\\a", "HKEY_LOCAL_MACHINE\\a"), ("\\REGISTRY\\a", "REGISTRY\\a")])
def test_a_registry_hive_is_spelt_out(key, full):
    (found,) = observables([("TargetObject", key)])
    assert found["key"] == full
