"""Ids that follow from what they name (STIX 2.1, 2.9): the same thing has the same id in every bundle."""

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime

OBSERVABLES = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
"""Namespace of cyber-observable objects; not to be used for anything else (STIX 2.1, 2.9)."""
OBJECTS = uuid.uuid5(uuid.NAMESPACE_URL, "https://forestall.invalid/stix")
"""Namespace of our own domain and relationship objects."""


def observable_id(kind: str, contributing: Mapping[str, str]) -> str:
    """Id of a cyber-observable: UUIDv5 over the canonical JSON of its ID contributing properties (STIX 2.1, 2.9).

    Keys are ASCII and values text, for which sorted compact JSON is the canonical form of RFC 8785.
    """
    name = json.dumps(dict(contributing), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"{kind}--{uuid.uuid5(OBSERVABLES, name)}"


def object_id(kind: str, *parts: str) -> str:
    """Id of one of our own objects, from what makes it that one."""
    name = "\x1f".join(f"{len(part)}:{part}" for part in (kind, *parts))
    return f"{kind}--{uuid.uuid5(OBJECTS, name)}"


def process_id(*parts: str) -> str:
    """Id of a process, which has to be a UUIDv4 (STIX 2.1, 6.14): one whose bits follow from its parts."""
    made = uuid.UUID(object_id("process", *parts).removeprefix("process--"))
    return f"process--{uuid.UUID(bytes=made.bytes, version=4)}"


def timestamp(moment: datetime) -> str:
    """`2026-03-09T06:00:00.000Z` (STIX 2.1, 3.2 and 2.14: RFC 3339, UTC, to the millisecond)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
