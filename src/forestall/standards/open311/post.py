"""The arguments of POST Service Request, and of GET Service Requests: read, checked, no person in what is left over.

`first_name`, `last_name`, `email`, `phone` are handed on by themselves, so that the caller can drop or seal them;
`device_id` and `account_id` are dropped here.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from forestall.core.errors import StandardError

_CLAUSE = "GeoReport v2, POST Service Request"
_ATTRIBUTE = re.compile(r"attribute\[([A-Za-z0-9_.-]{1,64})\](\[\])?")
LONGEST_DESCRIPTION = 4_000
"""GeoReport v2, `description` [characters]."""


@dataclass(frozen=True, slots=True)
class PostRequest:
    """A new request."""

    service_code: str
    """Its service."""
    description: str
    """What is told."""
    jurisdiction_id: str
    """For whom it is; empty where there is one only."""
    lat: float | None
    """Latitude [deg]."""
    long: float | None
    """Longitude [deg]."""
    address_string: str
    """Where, in words."""
    address_id: str
    """The server's own name of an address."""
    media_url: str
    """Address of a picture."""
    attributes: Mapping[str, tuple[str, ...]]
    """Answers to the service's own questions, by code."""
    names: tuple[str, ...]
    """First and last name of who reports."""
    contact: str
    """E-mail address and telephone number of who reports."""


def read_post(fields: Mapping[str, list[str]]) -> PostRequest:
    """A new request from the fields of a form.

    Raises:
        StandardError: a needed argument is missing, or one is not what it should be.
    """
    one = {name: values[-1].strip() for name, values in fields.items() if values}
    service = one.get("service_code", "")
    if not service:
        raise StandardError("found nothing, expected a service", path="service_code", clause=_CLAUSE)
    lat, long = _degrees(one, "lat", 90.0), _degrees(one, "long", 180.0)
    if (lat is None) != (long is None):
        raise StandardError("found one of them, expected lat and long", path="lat, long", clause=_CLAUSE)
    if lat is None and not one.get("address_string") and not one.get("address_id"):
        expected = "found no location, expected lat and long, address_string or address_id"
        raise StandardError(expected, path="lat, long", clause=_CLAUSE)
    if len(one.get("description", "")) > LONGEST_DESCRIPTION:
        expected = f"found {len(one['description'])} characters, expected at most {LONGEST_DESCRIPTION}"
        raise StandardError(expected, path="description", clause=_CLAUSE)
    return PostRequest(
        service_code=service,
        description=one.get("description", ""),
        jurisdiction_id=one.get("jurisdiction_id", ""),
        lat=lat,
        long=long,
        address_string=one.get("address_string", ""),
        address_id=one.get("address_id", ""),
        media_url=one.get("media_url", ""),
        attributes=_attributes(fields),
        names=tuple(one[name] for name in ("first_name", "last_name") if one.get(name)),
        contact=", ".join(one[name] for name in ("email", "phone") if one.get(name)),
    )


def _attributes(fields: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, values in fields.items():
        match = _ATTRIBUTE.fullmatch(name)
        if match:
            found[match[1]] = found.get(match[1], ()) + tuple(value.strip() for value in values)
    return found


def _degrees(one: Mapping[str, str], name: str, limit: float) -> float | None:
    text = one.get(name, "")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not -limit <= value <= limit:
        expected = f"found {text[:40]!r}, expected -{limit:g} to {limit:g} degrees, WGS 84"
        raise StandardError(expected, path=name, clause=_CLAUSE)
    return value
