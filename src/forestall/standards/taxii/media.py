"""Media types of TAXII 2.1 in `Accept` and `Content-Type` (TAXII 2.1, 1.6.8; RFC 9110, 8.3 and 12.5.1)."""

from collections.abc import Iterator

TAXII = "application/taxii+json;version=2.1"
STIX = "application/stix+json;version=2.1"
_KIND, _VERSION = "application/taxii+json", "2.1"


def accepts(header: str | None) -> bool:
    """Whether who sends this `Accept` takes TAXII 2.1; one that sends none takes anything.

    A type without version means the latest that the server has.
    """
    if header is None or not header.strip():
        return True
    return any(
        kind in ("*/*", "application/*", _KIND) and parameters.get("version", _VERSION) == _VERSION
        for kind, parameters in _types(header)
        if not _refused(parameters.get("q", "1"))
    )


def is_taxii(header: str | None) -> bool:
    """Whether a body of this `Content-Type` is TAXII 2.1."""
    found = list(_types(header or ""))
    return len(found) == 1 and found[0][0] == _KIND and found[0][1].get("version", _VERSION) == _VERSION


def _types(header: str) -> Iterator[tuple[str, dict[str, str]]]:
    for each in header.split(","):
        kind, *rest = each.split(";")
        pairs = (part.partition("=") for part in rest)
        yield kind.strip().lower(), {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}


def _refused(quality: str) -> bool:
    """`q=0`: not acceptable."""
    return quality.rstrip("0") in ("", "0.", "0")
