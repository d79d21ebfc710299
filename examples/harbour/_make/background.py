"""A week of ordinary log events: offices by day, services by night, controllers all the time."""

from datetime import datetime, timedelta

from . import events, names
from .chance import Chance
from .events import Event

SYSTEM32 = "C:\\Windows\\System32\\"
OFFICE = "C:\\Program Files\\Microsoft Office\\root\\Office16\\"
DEFENDER = "C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\MsMpEng.exe"
LSASS = SYSTEM32 + "lsass.exe"
POWERSHELL = SYSTEM32 + "WindowsPowerShell\\v1.0\\powershell.exe"
AGENT = "C:\\Program Files\\Sundry Inventory\\agent.exe"
EXPLORER = "C:\\Windows\\explorer.exe"

TERMINAL = (
    *(f"MCT-OFF-{n:02d}" for n in range(1, 13)),
    "MCT-SRV-01",
    "MCT-SRV-02",
    "MCT-DC-01",
    "MCT-JMP-01",
    "MCT-EWS-01",
)
CITY = (
    *(f"CIT-WS-{n:02d}" for n in range(1, 11)),
    "CIT-APP-01",
    "CIT-APP-02",
    "CIT-DC-01",
    "PCS-APP-01",
    "PCS-APP-02",
    "HOS-WS-01",
    "HOS-WS-02",
    "HOS-WS-03",
    "HOS-APP-01",
    "GRD-HMI-01",
)
PEOPLE = (
    "t.arnvald",
    "m.quillory",
    "s.pendrake",
    "i.vosk",
    "l.harrowen",
    "d.eskerly",
    "r.tamsin",
    "o.brevel",
)  # invented
JUMP_HOST = "10.40.8.10"
CONTROLLERS = ("SIS-1", "SIS-2")
ICS_SILENT = datetime(2031, 3, 9, 3, 31, tzinfo=names.REPLAY_AT.tzinfo)  # nothing comes after this

PROGRAMS = (  # parent, image, command line, weight
    (EXPLORER, OFFICE + "WINWORD.EXE", '"WINWORD.EXE" /n "\\\\files\\letters\\draft.docx"', 14),
    (EXPLORER, OFFICE + "EXCEL.EXE", '"EXCEL.EXE" "\\\\files\\plan\\shift.xlsx"', 14),
    (EXPLORER, OFFICE + "OUTLOOK.EXE", '"OUTLOOK.EXE"', 10),
    (EXPLORER, "C:\\Program Files\\Browser\\browser.exe", '"browser.exe" --type=renderer', 26),
    (SYSTEM32 + "services.exe", SYSTEM32 + "svchost.exe", "svchost.exe -k netsvcs -p", 30),
    (SYSTEM32 + "svchost.exe", SYSTEM32 + "taskhostw.exe", "taskhostw.exe", 12),
    (SYSTEM32 + "svchost.exe", SYSTEM32 + "wuauclt.exe", "wuauclt.exe /UpdateDeploymentProvider", 3),
    (EXPLORER, SYSTEM32 + "cmd.exe", 'cmd.exe /c "net use"', 2),
    (
        AGENT,
        SYSTEM32 + "schtasks.exe",
        'schtasks.exe /create /tn Inventory /tr "C:\\Program Files\\Sundry Inventory\\agent.exe"',
        1,
    ),
    (SYSTEM32 + "cmd.exe", POWERSHELL, "powershell.exe -File C:\\Tools\\backup.ps1", 2),
)
SITES_LOOKED_UP = (
    "files.mct.invalid",
    "mail.marrowen.invalid",
    "time.marrowen.invalid",
    "update.depot.invalid",
    "news.marrowen.invalid",
)
SERVICES = ("Windows Update", "Software Protection", "Print Spooler", "Background Intelligent Transfer Service", "Time")


def computers(hosts: tuple[str, ...], count: int, stream: str) -> list[Event]:
    """Windows events of a group of machines."""
    chance = Chance(stream)
    found = [_ordinary(_moment(chance), chance.pick(hosts), chance) for _ in range(count)]
    for host in hosts:
        found += _inventory(host, chance)
    return found


def _moment(chance: Chance) -> datetime:
    """A time of the week, nine in ten in office hours."""
    while True:
        moment = names.LOG_START + timedelta(
            seconds=int(chance.between(0, 7 * 86400 - 1)), milliseconds=int(chance.between(0, 999))
        )
        open_now = moment.weekday() < 5 and 7 <= moment.hour < 18
        if open_now or chance.share() < 0.12:
            return moment


def _ordinary(moment: datetime, host: str, chance: Chance) -> Event:
    domain = host.partition("-")[0]
    user = f"{domain}\\{chance.pick(PEOPLE)}"
    kind = chance.share()
    if kind < 0.40:
        parent, image, command, _ = _program(chance)
        return events.process(
            moment, host, user if parent == EXPLORER else "NT AUTHORITY\\SYSTEM", parent, image, command, chance
        )
    if kind < 0.55:
        return events.lookup(moment, host, "C:\\Program Files\\Browser\\browser.exe", chance.pick(SITES_LOOKED_UP))
    if kind < 0.68:
        source, granted = chance.pick(
            ((DEFENDER, "0x1410"), (SYSTEM32 + "svchost.exe", "0x1000"), (SYSTEM32 + "csrss.exe", "0x1fffff"))
        )
        return events.access(moment, host, source, LSASS, granted)
    if kind < 0.89:
        return _logon(moment, host, domain, user, chance)
    return events.service_state(moment, host, chance.pick(SERVICES), chance.pick(("running", "stopped")))


def _logon(moment: datetime, host: str, domain: str, user: str, chance: Chance) -> Event:
    """One in seven fails; engineering workstations are reached from the jump host only."""
    if "-EWS-" in host:
        return events.logon(moment, host, f"{domain}\\engineering", 10, JUMP_HOST)
    address = f"10.40.{int(chance.between(1, 6))}.{int(chance.between(10, 90))}"
    failed = chance.share() < 0.14
    return events.logon(moment, host, user, 3 if failed else chance.pick((2, 3, 3, 3, 7)), address, failed)


def _program(chance: Chance) -> tuple[str, str, str, int]:
    target = chance.between(0, sum(program[3] for program in PROGRAMS))
    for program in PROGRAMS:
        target -= program[3]
        if target < 0:
            return program
    return PROGRAMS[-1]


def _inventory(host: str, chance: Chance) -> list[Event]:
    """The inventory agent's encoded command, once a day on each machine: the noise of the rule `encoded-command`."""
    times = [names.LOG_START + timedelta(days=day, minutes=int(chance.between(0, 50))) for day in range(7)]
    command = "powershell.exe -NoProfile -EncodedCommand RwBlAHQALQBIAG8AdABGAGkAeAA="
    return [
        events.process(moment, host, "NT AUTHORITY\\SYSTEM", AGENT, POWERSHELL, command, chance) for moment in times
    ]


def firewalls(count: int) -> list[Event]:
    """Lines of the two firewalls: historian traffic, denied attempts, web."""
    chance = Chance("firewalls")
    found = []
    for _ in range(count):
        office = ("office", f"10.40.{int(chance.between(1, 3))}.{int(chance.between(10, 90))}")
        moment, kind = _moment(chance), chance.share()
        if kind < 0.30:
            found.append(events.traffic(moment, "FW-MCT-1", office, ("control", "10.40.16.5"), 5450, "allow"))
        elif kind < 0.40:
            found.append(
                events.traffic(
                    moment, "FW-MCT-1", office, ("control", "10.40.16.20"), chance.pick((445, 3389, 135)), "deny"
                )
            )
        elif kind < 0.70:
            found.append(events.traffic(moment, "FW-CIT-1", office, ("internet", "192.0.2.80"), 443, "allow"))
        else:
            outside = ("internet", f"198.51.100.{int(chance.between(1, 250))}")
            found.append(
                events.traffic(
                    moment, "FW-CIT-1", outside, ("dmz", "10.50.1.10"), chance.pick((22, 23, 443, 3389)), "deny"
                )
            )
    return found


def controllers() -> list[Event]:
    """Heartbeats of the safety controllers every 20 minutes, one ordered change, one proof test; then silence."""
    chance = Chance("controllers")
    found, moment = [], names.LOG_START
    while moment < ICS_SILENT:
        for name in CONTROLLERS:
            scan = round(chance.between(38, 46), 1)
            found.append(
                events.controller(
                    moment + timedelta(seconds=int(chance.between(0, 20))), name, "heartbeat", scan_ms=scan
                )
            )
        moment += timedelta(minutes=20)
    day = names.LOG_START.replace(hour=0)
    wednesday, thursday = day + timedelta(days=2), day + timedelta(days=3)
    order = {"work_order": "WO-2031-0412"}
    found += [
        events.controller(
            wednesday + timedelta(hours=10, minutes=12), "SIS-2", "key_switch", "PROGRAM", position="PROGRAM", **order
        ),
        events.controller(
            wednesday + timedelta(hours=10, minutes=20), "SIS-2", "project_download", "PROGRAM", version="7.3", **order
        ),
        events.controller(
            wednesday + timedelta(hours=10, minutes=41), "SIS-2", "key_switch", "RUN", position="RUN", **order
        ),
        events.controller(
            thursday + timedelta(hours=13, minutes=5), "SIS-1", "point_forced", "PROOF_TEST", point="PT-1104", value=0
        ),
        events.controller(
            thursday + timedelta(hours=13, minutes=22), "SIS-1", "point_released", "PROOF_TEST", point="PT-1104"
        ),
    ]
    return found
