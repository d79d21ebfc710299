"""MITRE ATT&CK as the tags of Sigma rules name it: data, no behaviour.

Source: MITRE ATT&CK Enterprise 19 (https://attack.mitre.org/tactics/enterprise/), which split Defense Evasion into
Stealth (TA0005) and Defense Impairment (TA0112); the older name is kept for older rules. Sigma tags appendix 2.1.0,
namespace `attack`.
"""

TACTICS: dict[str, tuple[str, str]] = {
    "reconnaissance": ("TA0043", "Reconnaissance"),
    "resource-development": ("TA0042", "Resource Development"),
    "initial-access": ("TA0001", "Initial Access"),
    "execution": ("TA0002", "Execution"),
    "persistence": ("TA0003", "Persistence"),
    "privilege-escalation": ("TA0004", "Privilege Escalation"),
    "defense-evasion": ("TA0005", "Defense Evasion"),
    "stealth": ("TA0005", "Stealth"),
    "defense-impairment": ("TA0112", "Defense Impairment"),
    "credential-access": ("TA0006", "Credential Access"),
    "discovery": ("TA0007", "Discovery"),
    "lateral-movement": ("TA0008", "Lateral Movement"),
    "collection": ("TA0009", "Collection"),
    "command-and-control": ("TA0011", "Command and Control"),
    "exfiltration": ("TA0010", "Exfiltration"),
    "impact": ("TA0040", "Impact"),
}
"""Tag without its namespace to id and name, in the order in which an attack proceeds."""
