"""kev/catalogue.json: known exploited vulnerabilities in CISA's form; every product, maker and number is invented."""

# ruff: noqa: E501 - the tables keep one row on a line

from typing import Any

from . import names

# fmt: off
# CVE, maker, product, name, added, due, in extortion campaigns, weakness
ENTRIES = (
    (names.CVE_SAFETY, "Orlane", "SafetyBuilder", "Missing Authentication", "2031-02-24", "2031-03-17", False, "CWE-306", "accepts a project download without checking who sends it"),
    (names.CVE_GATE, "Kestrelgate", "GateOS", "Command Injection", "2031-03-02", "2031-03-23", False, "CWE-78", "runs commands sent to its web page"),
    (names.CVE_GRID, "Torvik", "GridLine Control", "Hard-coded Password", "2031-01-20", "2031-02-10", False, "CWE-798", "has a service account whose password cannot be changed"),
    (names.CVE_COURIER, "Velspar", "FileCourier", "SQL Injection", "2030-11-12", "2030-12-03", True, "CWE-89", "lets anyone read its database"),
    (names.CVE_WARD, "Mediform", "WardView", "Path Traversal", "2030-06-18", "2030-07-09", True, "CWE-22", "hands out any file of the server"),
    ("CVE-2031-99112", "Torvik", "FlowStation", "Out-of-Bounds Write", "2031-02-11", "2031-03-04", False, "CWE-787", "can be stopped or taken over by one packet"),
    ("CVE-2030-99001", "Brevant", "MailRoom", "Deserialization", "2030-04-02", "2030-04-23", True, "CWE-502", "runs code hidden in a message"),
    ("CVE-2030-99015", "Ostrel", "PrintHub", "Privilege Escalation", "2030-05-14", "2030-06-04", False, "CWE-269", "gives every user the rights of the system"),
    ("CVE-2030-99033", "Quillon", "VPN Concentrator", "Authentication Bypass", "2030-06-03", "2030-06-24", True, "CWE-287", "lets a remote user in without a password"),
    ("CVE-2030-99061", "Sundry Software", "ChartJet", "Use After Free", "2030-08-27", "2030-09-17", False, "CWE-416", "runs code hidden in a drawing"),
    ("CVE-2030-99074", "Halvard", "CameraBox", "Default Password", "2030-10-01", "2030-10-22", False, "CWE-1392", "is delivered with one password for all"),
    ("CVE-2031-99020", "Ostrel", "BackupVault", "Missing Encryption", "2031-01-28", "2031-02-18", True, "CWE-311", "keeps the keys beside the copies"),
)
# fmt: on


def catalogue() -> dict[str, Any]:
    """The catalogue as published on the day before the last of the week."""
    return {
        "title": "Example catalogue of known exploited vulnerabilities (invented products)",
        "catalogVersion": "2031.03.09",
        "dateReleased": "2031-03-09T15:00:00.0000Z",
        "count": len(ENTRIES),
        "vulnerabilities": [_entry(*entry) for entry in ENTRIES],
    }


def _entry(
    cve: str, maker: str, product: str, kind: str, added: str, due: str, extortion: bool, weakness: str, what: str
) -> dict[str, Any]:
    return {
        "cveID": cve,
        "vendorProject": maker,
        "product": product,
        "vulnerabilityName": f"{maker} {product} {kind} Vulnerability",
        "dateAdded": added,
        "shortDescription": f"{maker} {product} {what}.",
        "requiredAction": "Apply the maker's update or take the product out of use.",
        "dueDate": due,
        "knownRansomwareCampaignUse": "Known" if extortion else "Unknown",
        "notes": "Invented for an example.",
        "cwes": [weakness],
    }
