"""Names that several files share: rules, alerts' events, vulnerabilities, and the ends of the recorded time."""

import uuid
from datetime import UTC, date, datetime

REPLAY_AT = datetime(2031, 3, 10, 6, tzinfo=UTC)  # Monday morning
LOG_START = datetime(2031, 3, 3, 6, tzinfo=UTC)  # the week before
SERIES_START, SERIES_END = date(2030, 3, 10), date(2031, 3, 9)

STORM = "Storm-force wind warning"
SURGE = "Coastal flood watch"
FOG = "Dense fog warning"
INTRUSION = "Industrial control system intrusion"

CVE_SAFETY = "CVE-2031-99101"
CVE_GATE = "CVE-2031-99104"
CVE_COURIER = "CVE-2030-99087"
CVE_WARD = "CVE-2030-99042"
CVE_GRID = "CVE-2031-99009"


def rule(name: str) -> str:
    """The id of one of the place's Sigma rules: follows from its file name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://forestall.invalid/harbour/rules/{name}"))
