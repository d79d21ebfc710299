"""OCSF Detection Finding, class 2004: one finding to one JSON object and back. Other classes are not here.

Source: Open Cybersecurity Schema Framework 1.3.0, https://schema.ocsf.io/1.3.0/classes/detection_finding;
github.com/ocsf/ocsf-schema `events/findings/detection_finding.json`, `finding.json`, `objects/finding_info.json`,
`analytic.json`, `attack.json`, `evidences.json`, `resource_details.json`. Times are milliseconds since 1970, UTC.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from forestall.core.errors import StandardError
from forestall.model.words import Level

VERSION = "1.3.0"
CLASS, CATEGORY, CREATE = 2004, 2, 1
_RULE = 1  # analytic.type_id
_NEW, _SUPPRESSED = (1, "New"), (3, "Suppressed")  # status_id

SEVERITIES: dict[Level, tuple[int, str]] = {
    Level.INFORMATIONAL: (1, "Informational"),
    Level.LOW: (2, "Low"),
    Level.MEDIUM: (3, "Medium"),
    Level.HIGH: (4, "High"),
    Level.CRITICAL: (5, "Critical"),
}
"""`severity_id` and its caption (base event, `severity_id`)."""


@dataclass(frozen=True, slots=True)
class Attack:
    """A tactic or technique of MITRE ATT&CK; at least one of the two."""

    tactic_uid: str | None = None
    """`TA0002`"""
    tactic_name: str | None = None
    """`Execution`"""
    technique_uid: str | None = None
    """`T1059`, or `T1059.001` for a sub-technique."""


@dataclass(frozen=True, slots=True)
class DetectionFinding:
    """A finding of one rule in one event."""

    uid: str
    """The finding's own id, the same whenever the same event is looked at."""
    title: str
    level: Level
    rule_uid: str
    rule_name: str
    created: datetime
    """When the finding was made; not when the event happened."""
    seen: datetime | None
    """When the event happened."""
    data_source: str
    """The file in which the event stands."""
    sequence: int
    """The event's ordinal in the file, from 0."""
    host: str | None
    evidence: tuple[tuple[str, str], ...]
    """Fields of the event on which the finding rests."""
    attacks: tuple[Attack, ...] = ()
    suppressed: bool = False
    product_version: str = ""


def write(finding: DetectionFinding) -> bytes:
    """One line of JSON, keys sorted, without its end."""
    return json.dumps(_document(finding), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def read(data: bytes) -> DetectionFinding:
    """A finding as `write` gives it.

    Raises:
        StandardError: it is no Detection Finding, or lacks what the schema requires.
    """
    try:
        document = json.loads(data)
        if document["class_uid"] != CLASS or document["type_uid"] != CLASS * 100 + document["activity_id"]:
            raise StandardError(
                f"class {document['class_uid']}, type {document['type_uid']}: expected {CLASS} and its activity",
                path="/class_uid",
                clause="OCSF 1.3.0, detection_finding",
            )
        return _finding(document)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise StandardError(f"cannot be read: {error!r}", path="/", clause="OCSF 1.3.0, detection_finding") from error


def _document(finding: DetectionFinding) -> dict[str, Any]:
    severity, caption = SEVERITIES[finding.level]
    status, status_caption = _SUPPRESSED if finding.suppressed else _NEW
    seen = {} if finding.seen is None else {"start_time": _milli(finding.seen), "end_time": _milli(finding.seen)}
    host = [{"name": finding.host, "type": "host"}] if finding.host else []
    return {
        "activity_id": CREATE,
        "activity_name": "Create",
        "category_uid": CATEGORY,
        "category_name": "Findings",
        "class_uid": CLASS,
        "class_name": "Detection Finding",
        "type_uid": CLASS * 100 + CREATE,
        "type_name": "Detection Finding: Create",
        "time": _milli(finding.created),
        "severity_id": severity,
        "severity": caption,
        "status_id": status,
        "status": status_caption,
        "message": finding.title,
        "metadata": _metadata(finding),
        "finding_info": _info(finding),
        "evidences": [{"data": dict(finding.evidence)}],
        **seen,
        **({"resources": host} if host else {}),
    }


def _metadata(finding: DetectionFinding) -> dict[str, Any]:
    product = {"name": "Forestall", "vendor_name": "Forestall"}
    product |= {"version": finding.product_version} if finding.product_version else {}
    return {"version": VERSION, "product": product, "log_name": finding.data_source, "sequence": finding.sequence}


def _info(finding: DetectionFinding) -> dict[str, Any]:
    seen = (
        {}
        if finding.seen is None
        else {"first_seen_time": _milli(finding.seen), "last_seen_time": _milli(finding.seen)}
    )
    attacks = [_attack(attack) for attack in finding.attacks]
    return {
        "uid": finding.uid,
        "title": finding.title,
        "created_time": _milli(finding.created),
        "data_sources": [finding.data_source],
        "analytic": {"type_id": _RULE, "type": "Rule", "uid": finding.rule_uid, "name": finding.rule_name},
        **seen,
        **({"attacks": attacks} if attacks else {}),
    }


def _attack(attack: Attack) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if attack.tactic_uid:
        found["tactic"] = {"uid": attack.tactic_uid} | ({"name": attack.tactic_name} if attack.tactic_name else {})
    if attack.technique_uid:
        found["technique"] = {"uid": attack.technique_uid.partition(".")[0]}
        if "." in attack.technique_uid:
            found["sub_technique"] = {"uid": attack.technique_uid}
    return found


def _finding(document: dict[str, Any]) -> DetectionFinding:
    info, metadata = document["finding_info"], document["metadata"]
    levels = {severity: level for level, (severity, _) in SEVERITIES.items()}
    seen = document.get("start_time")
    return DetectionFinding(
        uid=info["uid"],
        title=info["title"],
        level=levels[document["severity_id"]],
        rule_uid=info["analytic"]["uid"],
        rule_name=info["analytic"]["name"],
        created=_moment(document["time"]),
        seen=None if seen is None else _moment(seen),
        data_source=metadata["log_name"],
        sequence=metadata["sequence"],
        host=document["resources"][0]["name"] if "resources" in document else None,
        evidence=tuple(document["evidences"][0]["data"].items()),
        attacks=tuple(_read_attack(attack) for attack in info.get("attacks", ())),
        suppressed=document["status_id"] == _SUPPRESSED[0],
        product_version=metadata["product"].get("version", ""),
    )


def _read_attack(attack: dict[str, Any]) -> Attack:
    tactic, technique = attack.get("tactic", {}), attack.get("sub_technique", attack.get("technique", {}))
    return Attack(tactic.get("uid"), tactic.get("name"), technique.get("uid"))


def _milli(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _moment(milli: int) -> datetime:
    return datetime.fromtimestamp(milli / 1000, UTC)
