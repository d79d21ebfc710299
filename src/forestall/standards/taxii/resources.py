"""The resources of TAXII 2.1 as JSON: discovery, API root, collections, envelope, manifest, versions, status, error.

Envelopes are put together from the objects' own JSON, which is not read again.

Source: TAXII 2.1 (OASIS, 2021): 3.6 error, 3.7 envelope, 4.1 discovery, 4.2 API root, 4.3 status, 5.1 and 5.2
collections, 5.3 manifest, 5.8 versions; X-TAXII-Date-Added headers 3.4.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from forestall.model.exchange import Collection, Page, Received, Status, Stored
from forestall.standards.taxii.media import STIX, TAXII


def moment(at: datetime) -> str:
    """A time to the microsecond, as TAXII writes it (2.1, `timestamp`)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def discovery(title: str, description: str, root: str) -> bytes:
    """What stands at `/taxii2/`: one API root, by its URL or path."""
    return _json({"title": title, "description": description, "default": root, "api_roots": [root]})


def api_root(title: str, description: str, most_bytes: int) -> bytes:
    """The API root; `most_bytes`: the longest body that it takes [byte]."""
    return _json({"title": title, "description": description, "versions": [TAXII], "max_content_length": most_bytes})


def collection(one: Collection, description: str, *, can_read: bool, can_write: bool) -> dict[str, object]:
    """One collection, and what who asks may do with it."""
    return {
        "id": one.id,
        "title": f"{one.alias.replace('-', ', ').capitalize()}",
        "description": description,
        "alias": one.alias,
        "can_read": can_read,
        "can_write": can_write,
        "media_types": [STIX],
    }


def collections(found: Sequence[Mapping[str, object]]) -> bytes:
    """All collections that may be seen; empty when there is none (5.1)."""
    return _json({"collections": list(found)} if found else {})


def one_collection(found: Mapping[str, object]) -> bytes:
    """One collection (5.2)."""
    return _json(found)


def envelope(page: Page, token: str) -> bytes:
    """Objects of a page as they are kept; an empty page is an empty object (3.7)."""
    if not page.objects:
        return b"{}"
    objects = ",".join(each.document for each in page.objects)
    return f'{_head(page, token)},"objects":[{objects}]}}'.encode()


def manifest(page: Page, token: str) -> bytes:
    """What a page holds, without the objects (5.3)."""
    if not page.objects:
        return b"{}"
    listed = [
        {"id": each.id, "date_added": moment(each.added), "version": _version(each), "media_type": STIX}
        for each in page.objects
    ]
    return f'{_head(page, token)},"objects":{_json(listed).decode()}}}'.encode()


def versions(page: Page, token: str) -> bytes:
    """Versions of one object (5.8)."""
    if not page.objects:
        return b"{}"
    return f'{_head(page, token)},"versions":{_json([_version(each) for each in page.objects]).decode()}}}'.encode()


def date_headers(page: Page) -> dict[str, str]:
    """When the first and the last object of a page were added (3.4)."""
    if not page.objects:
        return {}
    first, last = page.objects[0].added, page.objects[-1].added
    return {"X-TAXII-Date-Added-First": moment(first), "X-TAXII-Date-Added-Last": moment(last)}


def status(one: Status) -> bytes:
    """What became of a request; all of it is decided when it is answered (4.3)."""
    good = [each for each in one.results if not each.failure]
    bad = [each for each in one.results if each.failure]
    told: dict[str, object] = {
        "id": one.id,
        "status": "complete",
        "request_timestamp": moment(one.at),
        "total_count": len(one.results),
        "success_count": len(good),
        "failure_count": len(bad),
        "pending_count": 0,
    }
    details = {"successes": [_detail(each) for each in good], "failures": [_detail(each) for each in bad]}
    return _json(told | {name: value for name, value in details.items() if value})


def error(http_status: int, title: str, description: str) -> bytes:
    """What went wrong (3.6)."""
    return _json({"title": title, "description": description, "http_status": str(http_status)})


def _head(page: Page, token: str) -> str:
    return f'{{"more":true,"next":{json.dumps(token)}' if page.more else '{"more":false'


def _version(one: Stored) -> str:
    """An object without versions goes by when it was added (3.4.1, match[version])."""
    return one.version or moment(one.added)


def _detail(one: Received) -> dict[str, str]:
    told = {"id": one.id or "unknown", "version": one.version, "message": one.failure}
    return {name: value for name, value in told.items() if value}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
