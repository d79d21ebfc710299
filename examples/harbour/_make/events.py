"""Shapes of log events: flat JSON as Windows collectors, firewalls and controllers write it."""

from datetime import datetime
from typing import Any

from .chance import Chance

Event = dict[str, Any]
SYSMON = "Microsoft-Windows-Sysmon/Operational"
MANAGER = "Service Control Manager"


def stamp(moment: datetime) -> str:
    """Time as in `@timestamp`, to the millisecond."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def windows(moment: datetime, host: str, channel: str, number: int, provider: str, **fields: Any) -> Event:
    """One Windows event."""
    domain = host.partition("-")[0].lower()
    return {
        "@timestamp": stamp(moment),
        "UtcTime": moment.strftime("%Y-%m-%d %H:%M:%S.") + f"{moment.microsecond // 1000:03d}",
        "EventID": number,
        "Channel": channel,
        "Provider_Name": provider,
        "Computer": f"{host}.{domain}.invalid",
        **fields,
    }


def process(moment: datetime, host: str, user: str, parent: str, image: str, command: str, chance: Chance) -> Event:
    """Sysmon 1: a process starts."""
    return windows(
        moment,
        host,
        SYSMON,
        1,
        "Microsoft-Windows-Sysmon",
        User=user,
        ProcessId=2000 + int(chance.share() * 14000),
        Image=image,
        CommandLine=command,
        ParentImage=parent,
        Hashes="SHA256=" + chance.hexadecimal(16).upper(),
    )


def access(moment: datetime, host: str, source: str, target: str, granted: str) -> Event:
    """Sysmon 10: one process opens another."""
    return windows(
        moment,
        host,
        SYSMON,
        10,
        "Microsoft-Windows-Sysmon",
        SourceImage=source,
        TargetImage=target,
        GrantedAccess=granted,
    )


def lookup(moment: datetime, host: str, image: str, name: str) -> Event:
    """Sysmon 22: a name is looked up."""
    return windows(moment, host, SYSMON, 22, "Microsoft-Windows-Sysmon", Image=image, QueryName=name)


def logon(moment: datetime, host: str, user: str, kind: int, address: str, failed: bool = False) -> Event:
    """Security 4624 or 4625: a logon, or a failed one."""
    domain, _, account = user.rpartition("\\")
    return windows(
        moment,
        host,
        "Security",
        4625 if failed else 4624,
        "Microsoft-Windows-Security-Auditing",
        TargetUserName=account,
        TargetDomainName=domain,
        LogonType=kind,
        IpAddress=address,
    )


def service(moment: datetime, host: str, name: str, path: str, user: str) -> Event:
    """System 7045: a service is installed."""
    return windows(
        moment,
        host,
        "System",
        7045,
        MANAGER,
        ServiceName=name,
        ImagePath=path,
        StartType="demand start",
        AccountName=user,
    )


def service_state(moment: datetime, host: str, name: str, state: str) -> Event:
    """System 7036: a service starts or stops."""
    return windows(moment, host, "System", 7036, MANAGER, param1=name, param2=state)


def cleared(moment: datetime, host: str, user: str) -> Event:
    """Security 1102: the log is cleared."""
    return windows(moment, host, "Security", 1102, "Microsoft-Windows-Eventlog", SubjectUserName=user)


def traffic(
    moment: datetime, wall: str, source: tuple[str, str], target: tuple[str, str], port: int, action: str
) -> Event:
    """A firewall's line; source and target as (zone, address)."""
    return {
        "@timestamp": stamp(moment),
        "product": "gateos",
        "category": "firewall",
        "Hostname": wall,
        "src_zone": source[0],
        "src_ip": source[1],
        "dst_zone": target[0],
        "dst_ip": target[1],
        "dst_port": port,
        "action": action,
    }


def controller(moment: datetime, name: str, event: str, mode: str = "RUN", **fields: Any) -> Event:
    """A line of a safety controller's log."""
    return {
        "@timestamp": stamp(moment),
        "product": "ics",
        "service": "safety_controller",
        "Hostname": name,
        "event": event,
        "mode": mode,
        **fields,
    }
