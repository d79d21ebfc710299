"""Shapes in which collectors write the same event, recognised by their keys, and what Sigma calls their fields.

Raw EVTX and flat JSON (NXLog, Splunk, Get-WinEvent) mostly carry the names already; Winlogbeat and the Elastic
Common Schema nest and rename them; Zeek, CloudTrail and others carry no log source, so it is added. Names are added,
never taken away: a rule written for the collector's own names still finds them. The tables are data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forestall.observe.flatten import flatten

Names = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """One way of writing events."""

    name: str
    marks: tuple[str, ...]
    """Keys of an event, dots between levels, all of which are there in this shape alone."""
    names: Names = ()
    """Key to the name that Sigma rules use, the surest first."""
    source: Names = ()
    """Log source of events that do not name it themselves."""


_BEAT: Names = (
    ("winlog.channel", "Channel"),
    ("winlog.event_id", "EventID"),
    ("winlog.computer_name", "Computer"),
    ("winlog.provider_name", "Provider_Name"),
    ("winlog.record_id", "EventRecordID"),
    ("winlog.keywords", "Keywords"),
    ("winlog.task", "Task"),
    ("winlog.opcode", "Opcode"),
    ("winlog.logon.type", "LogonTypeName"),
)
# Winlogbeat 8 module for Sysmon and PowerShell; Elastic Common Schema 8.11, field reference
_ECS: Names = (
    ("event.code", "EventID"),
    ("event.provider", "Provider_Name"),
    ("host.name", "Computer"),
    ("host.hostname", "Computer"),
    ("process.command_line", "CommandLine"),
    ("process.executable", "Image"),
    ("process.working_directory", "CurrentDirectory"),
    ("process.pid", "ProcessId"),
    ("process.entity_id", "ProcessGuid"),
    ("process.parent.executable", "ParentImage"),
    ("process.parent.command_line", "ParentCommandLine"),
    ("process.parent.pid", "ParentProcessId"),
    ("process.pe.original_file_name", "OriginalFileName"),
    ("process.pe.description", "Description"),
    ("process.pe.company", "Company"),
    ("process.pe.product", "Product"),
    ("process.pe.file_version", "FileVersion"),
    ("process.pe.imphash", "Imphash"),
    ("process.hash.md5", "md5"),
    ("process.hash.sha1", "sha1"),
    ("process.hash.sha256", "sha256"),
    ("user.name", "User"),
    ("source.ip", "SourceIp"),
    ("source.port", "SourcePort"),
    ("source.domain", "SourceHostname"),
    ("destination.ip", "DestinationIp"),
    ("destination.port", "DestinationPort"),
    ("destination.domain", "DestinationHostname"),
    ("network.transport", "Protocol"),
    ("dns.question.name", "QueryName"),
    ("registry.path", "TargetObject"),
    ("registry.data.strings", "Details"),
    ("file.pe.original_file_name", "OriginalFileName"),
    ("file.code_signature.subject_name", "Signature"),
    ("file.code_signature.status", "SignatureStatus"),
    ("powershell.file.script_block_text", "ScriptBlockText"),
)
_BY_EVENT: dict[str, Names] = {
    "6": (("file.path", "ImageLoaded"),),
    "7": (("file.path", "ImageLoaded"), ("dll.path", "ImageLoaded")),
    "8": (("process.executable", "SourceImage"),),
    "10": (("process.executable", "SourceImage"),),
    "17": (("file.name", "PipeName"),),
    "18": (("file.name", "PipeName"),),
}
_FILE: Names = (("file.path", "TargetFilename"),)

SHAPES: tuple[Shape, ...] = (
    Shape("winlogbeat", ("winlog.channel",), (*_BEAT, *_ECS)),
    Shape("winlogbeat", ("winlog.event_id",), (*_BEAT, *_ECS)),
    Shape("ecs", ("event.code", "event.provider"), _ECS),
    Shape("ecs", ("ecs.version",), _ECS),
    Shape("nxlog", ("SourceName", "EventID", "Hostname"), (("SourceName", "Provider_Name"), ("Hostname", "Computer"))),
    Shape(
        "get-winevent",
        ("LogName", "Id", "ProviderName"),
        (("LogName", "Channel"), ("Id", "EventID"), ("ProviderName", "Provider_Name"), ("MachineName", "Computer")),
    ),
    Shape(
        "splunk",
        ("LogName", "EventCode"),
        (
            ("LogName", "Channel"),
            ("EventCode", "EventID"),
            ("SourceName", "Provider_Name"),
            ("ComputerName", "Computer"),
        ),
    ),
    Shape("zeek", ("_path", "ts"), (), (("product", "zeek"),)),
    Shape("zeek", ("uid", "ts", "id.orig_h"), (), (("product", "zeek"),)),
    Shape(
        "cloudtrail", ("eventSource", "eventName", "eventVersion"), (), (("product", "aws"), ("service", "cloudtrail"))
    ),
    Shape("kubernetes", ("auditID", "verb", "stage"), (), (("product", "kubernetes"), ("service", "audit"))),
    Shape("okta", ("eventType", "published", "outcome"), (), (("product", "okta"), ("service", "okta"))),
    Shape(
        "opencanary", ("logtype", "node_id", "src_host"), (), (("product", "opencanary"), ("category", "application"))
    ),
)
"""Shapes that need something added, the surest first; every other event is taken as it is."""

CHANNELS: dict[str, str] = {
    "microsoft-windows-sysmon": "Microsoft-Windows-Sysmon/Operational",
    "microsoft-windows-security-auditing": "Security",
    "microsoft-windows-powershell": "Microsoft-Windows-PowerShell/Operational",
    "microsoft-windows-windows defender": "Microsoft-Windows-Windows Defender/Operational",
    "microsoft-windows-taskscheduler": "Microsoft-Windows-TaskScheduler/Operational",
    "service control manager": "System",
}
"""The channel a provider writes to, for collectors that leave the channel out."""

LINUX_SYSMON: dict[str, str] = {
    "1": "process_creation",
    "3": "network_connection",
    "5": "process_termination",
    "9": "raw_access_thread",
    "11": "file_event",
    "23": "file_delete",
}
"""Categories of Sysmon for Linux by event number (Sysmon for Linux 1.3, event list)."""

_PREFIXES = (
    *("winlog.event_data.", "winlog.user_data.", "event_data.", "Event.EventData.", "EventData."),
    *("Event.System.", "Event.UserData."),
)
_WRAPPERS = ("Records", "records")
"""Keys of an object that holds nothing but a list of events (CloudTrail, Azure export)."""


def unwrapped(event: dict[str, Any]) -> list[dict[str, Any]]:
    """The events of an object: itself, or those in the list that is all it holds."""
    if len(event) == 1:
        ((name, inner),) = event.items()
        if name in _WRAPPERS and isinstance(inner, list) and all(isinstance(item, dict) for item in inner):
            return inner
    return [event]


def shape_of(event: Mapping[str, Any]) -> Shape | None:
    """The shape of an event, None when it needs nothing added."""
    return next((shape for shape in SHAPES if all(_value(event, mark) is not None for mark in shape.marks)), None)


def shaped(event: dict[str, Any], file: str = "") -> dict[str, str]:
    """One event as a row of texts, with the names that Sigma rules use.

    Args:
        event: as the collector wrote it
        file: its file's name, of which a Zeek log without a path takes its service

    Raises:
        LimitError: it is nested too deep or has too many fields.
    """
    event = _named(event)
    row = flatten(event)
    _strip(row)
    shape = shape_of(event)
    if shape:
        if shape.name == "zeek":
            _zeek(row, event, file)
        _add(row, event, shape.names)
        row |= {name: value for name, value in shape.source if name not in row}
        if shape.name in ("winlogbeat", "ecs"):
            _add(row, event, (*_BY_EVENT.get(row.get("EventID", ""), ()), *_FILE))
    return completed(row)


def completed(row: dict[str, str]) -> dict[str, str]:
    """A row with the channel its provider tells, and the log source of Sysmon for Linux."""
    provider = row.get("Provider_Name", "").lower()
    if provider == "linux-sysmon":
        category = LINUX_SYSMON.get(row.get("EventID", ""))
        row |= {"product": "linux"} | ({"category": category} if category else {})
    elif "Channel" not in row and provider in CHANNELS:
        row["Channel"] = CHANNELS[provider]
    return row


def _zeek(row: dict[str, str], event: Mapping[str, Any], file: str) -> None:
    """The log's path is its service; a field of that name is named after its log, as `sources.zeek` does."""
    path = str(event.get("_path") or file.replace("!", "/").rpartition("/")[2].partition(".")[0])
    if "service" in row:
        row[f"{path}.service"] = row["service"]
    row["service"] = path


def _value(event: Mapping[str, Any], path: str) -> Any:
    """What stands at a path, written as one key or nested; None when nothing does."""
    if path in event:
        return event[path]
    node: Any = event
    for step in path.split("."):
        if not isinstance(node, dict) or step not in node:
            return None
        node = node[step]
    return node


def _add(row: dict[str, str], event: Mapping[str, Any], names: Names) -> None:
    for path, name in names:
        if name not in row and (value := _value(event, path)) is not None:
            row |= dict.fromkeys((name,), next(iter(flatten({name: value}).values()), ""))


def stripped(name: str) -> str:
    """A key without its envelope: `winlog.event_data.CommandLine` is `CommandLine`."""
    prefix = next((prefix for prefix in _PREFIXES if name.startswith(prefix)), "")
    return name.removeprefix(prefix)


def _strip(row: dict[str, str]) -> None:
    """Keys that carry their envelope also under their last name."""
    for key in [key for key in row if "." in key and key.startswith(_PREFIXES)]:
        row.setdefault(stripped(key), row[key])


def _named(event: dict[str, Any]) -> dict[str, Any]:
    """EventData written as a list of names and texts (XML turned to JSON) becomes fields."""
    envelope = event.get("Event", event)
    data = envelope.get("EventData") if isinstance(envelope, dict) else None
    items = data.get("Data") if isinstance(data, dict) else None
    if not isinstance(items, list) or not items or not all(isinstance(item, dict) for item in items):
        return event
    fields = {name: item.get("#text", item.get("text")) for item in items if (name := _attribute(item))}
    inner = {**envelope, "EventData": {**fields}} if len(fields) == len(items) else envelope
    return {**event, "Event": inner} if "Event" in event else inner


def _attribute(item: dict[str, Any]) -> str | None:
    """The `Name` attribute of a Data element, however the XML was turned."""
    for holder in (item, item.get("#attributes"), item.get("@attributes"), item.get("$")):
        if isinstance(holder, dict):
            name = holder.get("@Name", holder.get("Name", holder.get("_Name")))
            if isinstance(name, str):
                return name
    return None
