"""rules/*.yml: twelve Sigma rules written for this place; none is taken from another collection."""

from typing import Any

from .names import rule

Part = dict[str, Any]
BY_DAY = "2031-02-03"


def _rule(
    name: str, title: str, level: str, logsource: Part, detection: Part, about: str, tags: list[str], false: list[str]
) -> Part:
    return {
        "title": title,
        "id": rule(name),
        "status": "experimental",
        "description": about,
        "author": "Forestall example place",
        "date": BY_DAY,
        "tags": tags,
        "logsource": logsource,
        "detection": detection,
        "falsepositives": false,
        "level": level,
    }


def rules() -> dict[str, Part]:
    """File name (without ending) to rule."""
    return {**_office(), **_movement(), **_control()}


def _office() -> dict[str, Part]:
    """First steps on an office machine."""
    process = {"category": "process_creation", "product": "windows"}
    return {
        "office-starts-shell": _rule(
            "office-starts-shell",
            "Office document starts a command shell",
            "high",
            process,
            {
                "parent": {"ParentImage|endswith": ["\\WINWORD.EXE", "\\EXCEL.EXE", "\\OUTLOOK.EXE"]},
                "shell": {"Image|endswith": ["\\cmd.exe", "\\powershell.exe", "\\wscript.exe", "\\mshta.exe"]},
                "condition": "parent and shell",
            },
            "A macro in a document has run a program. Nobody at the terminal or the city needs that.",
            ["attack.execution", "attack.t1204.002"],
            ["Add-ins of the accounts department (none known)"],
        ),
        "download-cradle": _rule(
            "download-cradle",
            "PowerShell fetches and runs code in one line",
            "high",
            process,
            {
                "shell": {"Image|endswith": "\\powershell.exe"},
                "fetch": {"CommandLine|contains": ["DownloadString", "Invoke-WebRequest", "Net.WebClient"]},
                "run": {"CommandLine|contains": ["IEX", "Invoke-Expression", "-enc"]},
                "condition": "shell and fetch and run",
            },
            "Code is taken from the network and run without being saved.",
            ["attack.execution", "attack.t1059.001"],
            ["The software depot's installer uses Invoke-WebRequest, but not IEX"],
        ),
        "task-from-user-folder": _rule(
            "task-from-user-folder",
            "Scheduled task runs a program from a user's folder",
            "medium",
            process,
            {
                "task": {"Image|endswith": "\\schtasks.exe", "CommandLine|contains|all": ["/create", "\\Users\\"]},
                "condition": "task",
            },
            "A way to stay after a restart; the depot's own tasks run from Program Files.",
            ["attack.persistence", "attack.t1053.005"],
            ["Trial installations"],
        ),
        "encoded-command": _rule(
            "encoded-command",
            "PowerShell with an encoded command",
            "low",
            process,
            {
                "shell": {
                    "Image|endswith": "\\powershell.exe",
                    "CommandLine|contains": [" -enc ", " -EncodedCommand "],
                },
                "condition": "shell",
            },
            "Common with management software: a hint, not a reason to get up at night.",
            ["attack.defense-evasion", "attack.t1027"],
            ["The inventory agent, twice a day on each machine"],
        ),
    }


def _movement() -> dict[str, Part]:
    """Credentials and the way to other machines."""
    return {
        "lsass-read": _rule(
            "lsass-read",
            "Memory of the logon process read with full rights",
            "high",
            {"category": "process_access", "product": "windows"},
            {
                "target": {"TargetImage|endswith": "\\lsass.exe", "GrantedAccess": ["0x1410", "0x1438", "0x1fffff"]},
                "known": {"SourceImage|endswith": ["\\MsMpEng.exe", "\\csrss.exe", "\\wininit.exe"]},
                "condition": "target and not known",
            },
            "Passwords and tickets lie in this memory; only the virus scanner has business there.",
            ["attack.credential-access", "attack.t1003.001"],
            ["Crash dumps by support staff"],
        ),
        "service-from-share": _rule(
            "service-from-share",
            "Service installed from an administrative share",
            "high",
            {"product": "windows", "service": "system"},
            {
                "install": {"EventID": 7045, "Provider_Name": "Service Control Manager"},
                "path": {"ImagePath|contains": ["\\ADMIN$\\", "\\C$\\", "\\Temp\\"]},
                "condition": "install and path",
            },
            "Remote execution by way of a service.",
            ["attack.lateral-movement", "attack.t1021.002"],
            ["None known here"],
        ),
        "logon-past-jump-host": _rule(
            "logon-past-jump-host",
            "Remote desktop to an engineering workstation past the jump host",
            "high",
            {"product": "windows", "service": "security"},
            {
                "logon": {"EventID": 4624, "LogonType": 10, "Computer|startswith": "MCT-EWS-"},
                "jump": {"IpAddress": "10.40.8.10"},
                "condition": "logon and not jump",
            },
            "Engineering workstations may be reached only from the jump host 10.40.8.10.",
            ["attack.lateral-movement", "attack.t1021.001"],
            ["Emergency access agreed with the port's CERT"],
        ),
        "log-cleared": _rule(
            "log-cleared",
            "Security log cleared",
            "high",
            {"product": "windows", "service": "security"},
            {"clear": {"EventID": 1102}, "condition": "clear"},
            "Logs are kept for a year here; clearing one is never routine.",
            ["attack.defense-evasion", "attack.t1070.001"],
            ["Hand-over of a new machine"],
        ),
    }


def _control() -> dict[str, Part]:
    """The border of the control network and the safety controllers."""
    ics = {"product": "ics", "service": "safety_controller"}
    return {
        "office-to-control": _rule(
            "office-to-control",
            "Traffic allowed from the office zone into the control zone",
            "medium",
            {"category": "firewall"},
            {
                "way": {"src_zone": "office", "dst_zone": "control", "action": "allow"},
                "historian": {"dst_port": 5450},
                "condition": "way and not historian",
            },
            "Only the historian on port 5450 may be reached from the office.",
            ["attack.lateral-movement", "attack.t1021"],
            ["A rule opened for maintenance and forgotten"],
        ),
        "safety-download": _rule(
            "safety-download",
            "Project downloaded to a safety controller without a work order",
            "critical",
            ics,
            {
                "download": {"event": "project_download"},
                "ordered": {"work_order|startswith": "WO-"},
                "condition": "download and not ordered",
            },
            "The logic that shuts the plant down in danger has been replaced.",
            ["attack.impair-process-control", "attack.t0843"],
            ["Work order typed in later"],
        ),
        "safety-forced": _rule(
            "safety-forced",
            "Point of a safety function forced",
            "critical",
            ics,
            {
                "forced": {"event": "point_forced"},
                "tested": {"mode": "PROOF_TEST"},
                "condition": "forced and not tested",
            },
            "A sensor or valve of a safety function is held at a value by hand outside a proof test.",
            ["attack.inhibit-response-function", "attack.t0835"],
            ["Proof test not announced"],
        ),
        "key-in-program": _rule(
            "key-in-program",
            "Key switch of a safety controller turned to PROGRAM",
            "medium",
            ics,
            {"key": {"event": "key_switch", "position": "PROGRAM"}, "condition": "key"},
            "Downloads are possible from now on; the key belongs in the safe.",
            ["attack.t0858"],
            ["Planned change"],
        ),
    }
