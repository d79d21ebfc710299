"""To which field of security a partner's alert belongs."""

import re

from forestall.model.words import Field
from forestall.standards.cap.message import Info

# The categories of CAP 1.2 (3.2.2) set against the five fields of PRODUCT.md: territorial is nature, land, water and
# air, hazardous substances in it included; social is public safety and health; political is the continuity of public
# institutions, to which law enforcement, the military and homeland security (Security) belong; economic is supply and
# transport. `Other` tells nothing.
FIELDS: dict[str, Field | None] = {
    "Geo": Field.TERRITORIAL,
    "Met": Field.TERRITORIAL,
    "Env": Field.TERRITORIAL,
    "Fire": Field.TERRITORIAL,
    "CBRNE": Field.TERRITORIAL,
    "Safety": Field.SOCIAL,
    "Rescue": Field.SOCIAL,
    "Health": Field.SOCIAL,
    "Security": Field.POLITICAL,
    "Infra": Field.ECONOMIC,
    "Transport": Field.ECONOMIC,
    "Other": None,
}

_CYBER = re.compile(
    r"\b(cyber\w*|malware|ransomware|phishing|botnet|ddos|denial[- ]of[- ]service|intrusion|data breach|"
    r"vulnerabilit\w+|exploit\w*|information security|computer virus)",
    re.IGNORECASE,
)


def field_of(info: Info) -> Field | None:
    """The field of an information: cyber when its event or headline says so, else by its first category that tells."""
    if _CYBER.search(f"{info.event}\n{info.headline}"):
        return Field.CYBER
    return next((field for category in info.category if (field := FIELDS[category]) is not None), None)
