"""OCSF Detection Finding: what the schema requires is there, nothing else is, and it can be read back."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import StandardError
from forestall.model.words import Level
from forestall.standards.ocsf.detection_finding import Attack, DetectionFinding, read, write

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)

# schema.ocsf.io/1.3.0, class detection_finding and its objects: required attributes, and those we may write besides
REQUIRED = {
    "": {"activity_id", "category_uid", "class_uid", "finding_info", "metadata", "severity_id", "time", "type_uid"},
    "metadata": {"product", "version"},
    "metadata.product": {"vendor_name"},
    "finding_info": {"title", "uid"},
    "finding_info.analytic": {"type_id"},
}
KNOWN = {
    "": {
        *("activity_name", "category_name", "class_name", "type_name", "severity", "status", "status_id", "message"),
        *("evidences", "resources", "start_time", "end_time"),
    },
    "metadata": {"log_name", "sequence"},
    "metadata.product": {"name", "version"},
    "finding_info": {"analytic", "attacks", "created_time", "data_sources", "first_seen_time", "last_seen_time"},
    "finding_info.analytic": {"type", "uid", "name"},
}


def finding(**changed) -> DetectionFinding:
    given = {
        "uid": "hit-1",
        "title": "Mimikatz",
        "level": Level.HIGH,
        "rule_uid": "r1",
        "rule_name": "Mimikatz",
        "created": AT,
        "seen": AT,
        "data_source": "a.zip!b.json",
        "sequence": 7,
        "host": "pc1",
        "evidence": (("CommandLine", "x"),),
        "attacks": (
            Attack("TA0006", "Credential Access"),
            Attack(technique_uid="T1003.001"),
            Attack(None, None, "T1003"),
        ),
        "product_version": "1",
    }
    return DetectionFinding(**(given | changed))


@pytest.mark.parametrize("path", REQUIRED)
def test_every_object_has_what_the_schema_requires_and_nothing_it_does_not_know(path):
    node = json.loads(write(finding()))
    for step in path.split(".") if path else ():
        node = node[step]
    assert set(node) >= REQUIRED[path]
    assert set(node) - REQUIRED[path] <= KNOWN[path]


def test_the_class_is_that_of_a_created_detection_finding():
    document = json.loads(write(finding()))
    assert [document[name] for name in ("class_uid", "category_uid", "type_uid", "severity_id")] == [2004, 2, 200401, 4]
    assert document["time"] == 1773036000000


def test_a_sub_technique_is_named_with_its_technique():
    attacks = json.loads(write(finding()))["finding_info"]["attacks"]
    assert attacks[1] == {"technique": {"uid": "T1003"}, "sub_technique": {"uid": "T1003.001"}}


def test_what_is_not_known_is_left_out():
    document = json.loads(write(finding(seen=None, host=None, attacks=())))
    assert not {"start_time", "end_time", "resources"} & set(document)
    assert "attacks" not in document["finding_info"]


TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
MOMENT = st.integers(0, 4_000_000_000_000).map(lambda milli: datetime.fromtimestamp(milli / 1000, UTC))


@given(
    st.builds(
        finding,
        title=TEXT,
        level=st.sampled_from(Level),
        created=MOMENT,
        seen=st.none() | MOMENT,
        host=st.none() | TEXT.filter(bool),
        evidence=st.dictionaries(TEXT, TEXT).map(lambda found: tuple(found.items())),
        suppressed=st.booleans(),
    )
)
def test_a_finding_read_back_is_the_same(one):
    back = read(write(one))
    assert (back, dict(back.evidence)) == (
        finding(**{name: getattr(one, name) for name in one.__slots__} | {"evidence": back.evidence}),
        dict(one.evidence),
    )


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"class_uid": 2004}', b'{"class_uid": 1, "type_uid": 100, "activity_id": 0}']
)
def test_what_is_no_detection_finding_is_refused(data):
    with pytest.raises(StandardError):
        read(data)
