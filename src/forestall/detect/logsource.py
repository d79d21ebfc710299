"""Where the events of a rule's log source are: columns and values. Data and look-up, no evaluation.

Windows: channels and event numbers as Sysmon and Windows write them (SigmaHQ/sigma `tests/thor.yml`, 2026;
Microsoft, Sysmon 15 event list). Any other log names its source itself in columns `product`, `service` and
`category`.
"""

from dataclasses import dataclass

from forestall.standards.sigma.rule import LogSource

_SYSMON = ("Microsoft-Windows-Sysmon/Operational",)
_POWERSHELL = ("Microsoft-Windows-PowerShell/Operational", "PowerShellCore/Operational")
_CLASSIC = ("Windows PowerShell",)
_DEFENDER = ("Microsoft-Windows-Windows Defender/Operational",)

Aliases = tuple[tuple[str, str], ...]

_AUDIT_PROCESS: Aliases = (
    ("Image", "NewProcessName"),
    ("ParentImage", "ParentProcessName"),
    ("ProcessId", "NewProcessId"),
    ("ParentProcessId", "ProcessId"),
    ("IntegrityLevel", "MandatoryLabel"),
    ("User", "SubjectUserName"),
    ("LogonId", "SubjectLogonId"),
)


@dataclass(frozen=True, slots=True)
class Route:
    """Rows that belong to a log source."""

    equals: tuple[tuple[str, tuple[str, ...]], ...]
    """Columns, and the values of which each must hold one; no values: any."""
    aliases: Aliases = ()
    """Names that the rule's fields have in these rows, where they differ."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that a table must have for this route."""
        return tuple(name for name, _ in self.equals)


def _events(channels: tuple[str, ...], *numbers: int, aliases: Aliases = ()) -> Route:
    return Route((("Channel", channels), ("EventID", tuple(str(number) for number in numbers))), aliases)


WINDOWS_CATEGORIES: dict[str, tuple[Route, ...]] = {
    "process_creation": (_events(_SYSMON, 1), _events(("Security",), 4688, aliases=_AUDIT_PROCESS)),
    "file_change": (_events(_SYSMON, 2),),
    "network_connection": (_events(_SYSMON, 3),),
    "sysmon_status": (_events(_SYSMON, 4, 16),),
    "process_termination": (_events(_SYSMON, 5),),
    "driver_load": (_events(_SYSMON, 6),),
    "image_load": (_events(_SYSMON, 7),),
    "create_remote_thread": (_events(_SYSMON, 8),),
    "raw_access_thread": (_events(_SYSMON, 9),),
    "process_access": (_events(_SYSMON, 10),),
    "file_event": (_events(_SYSMON, 11),),
    "registry_add": (_events(_SYSMON, 12),),
    "registry_delete": (_events(_SYSMON, 12),),
    "registry_set": (_events(_SYSMON, 13),),
    "registry_rename": (_events(_SYSMON, 14),),
    "registry_event": (_events(_SYSMON, 12, 13, 14),),
    "create_stream_hash": (_events(_SYSMON, 15),),
    "pipe_created": (_events(_SYSMON, 17, 18),),
    "wmi_event": (_events(_SYSMON, 19, 20, 21),),
    "dns_query": (_events(_SYSMON, 22),),
    "file_delete": (_events(_SYSMON, 23, 26),),
    "clipboard_change": (_events(_SYSMON, 24),),
    "clipboard_capture": (_events(_SYSMON, 24),),
    "process_tampering": (_events(_SYSMON, 25),),
    "file_delete_detected": (_events(_SYSMON, 26),),
    "file_block_executable": (_events(_SYSMON, 27),),
    "file_block_shredding": (_events(_SYSMON, 28),),
    "file_executable_detected": (_events(_SYSMON, 29),),
    "sysmon_error": (_events(_SYSMON, 255),),
    "ps_module": (_events(_POWERSHELL, 4103),),
    "ps_script": (_events(_POWERSHELL, 4104),),
    "ps_classic_start": (_events(_CLASSIC, 400),),
    "ps_classic_provider_start": (_events(_CLASSIC, 600),),
    "ps_classic_script": (_events(_CLASSIC, 800),),
}

WINDOWS_SERVICES: dict[str, tuple[str, ...]] = {
    "application": ("Application",),
    "security": ("Security",),
    "system": ("System",),
    "sysmon": _SYSMON,
    "powershell": _POWERSHELL,
    "powershell-classic": _CLASSIC,
    "windefend": _DEFENDER,
    "appmodel-runtime": ("Microsoft-Windows-AppModel-Runtime/Admin",),
    "application-experience": (
        "Microsoft-Windows-Application-Experience/Program-Telemetry",
        "Microsoft-Windows-Application-Experience/Program-Compatibility-Assistant",
    ),
    "applocker": (
        "Microsoft-Windows-AppLocker/MSI and Script",
        "Microsoft-Windows-AppLocker/EXE and DLL",
        "Microsoft-Windows-AppLocker/Packaged app-Deployment",
        "Microsoft-Windows-AppLocker/Packaged app-Execution",
    ),
    "appxdeployment-server": ("Microsoft-Windows-AppXDeploymentServer/Operational",),
    "appxpackaging-om": ("Microsoft-Windows-AppxPackaging/Operational",),
    "bitlocker": ("Microsoft-Windows-BitLocker/BitLocker Management",),
    "bits-client": ("Microsoft-Windows-Bits-Client/Operational",),
    "capi2": ("Microsoft-Windows-CAPI2/Operational",),
    "certificateservicesclient-lifecycle-system": (
        "Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational",
    ),
    "codeintegrity-operational": ("Microsoft-Windows-CodeIntegrity/Operational",),
    "dhcp": ("Microsoft-Windows-DHCP-Server/Operational",),
    "diagnosis-scripted": ("Microsoft-Windows-Diagnosis-Scripted/Operational",),
    "dns-client": ("Microsoft-Windows-DNS Client Events/Operational",),
    "dns-server": ("DNS Server",),
    "dns-server-analytic": ("Microsoft-Windows-DNS-Server/Analytical",),
    "driver-framework": ("Microsoft-Windows-DriverFrameworks-UserMode/Operational",),
    "firewall-as": ("Microsoft-Windows-Windows Firewall With Advanced Security/Firewall",),
    "hyper-v-worker": ("Microsoft-Windows-Hyper-V-Worker",),
    "iis-configuration": ("Microsoft-IIS-Configuration/Operational",),
    "kernel-event-tracing": ("Microsoft-Windows-Kernel-EventTracing",),
    "kernel-shimengine": (
        "Microsoft-Windows-Kernel-ShimEngine/Operational",
        "Microsoft-Windows-Kernel-ShimEngine/Diagnostic",
    ),
    "ldap": ("Microsoft-Windows-LDAP-Client/Debug",),
    "lsa-server": ("Microsoft-Windows-LSA/Operational",),
    "microsoft-servicebus-client": (
        "Microsoft-ServiceBus-Client/Admin",
        "Microsoft-ServiceBus-Client/Operational",
    ),
    "msexchange-management": ("MSExchange Management",),
    "ntfs": ("Microsoft-Windows-Ntfs/Operational",),
    "ntlm": ("Microsoft-Windows-NTLM/Operational",),
    "openssh": ("OpenSSH/Operational",),
    "printservice-admin": ("Microsoft-Windows-PrintService/Admin",),
    "printservice-operational": ("Microsoft-Windows-PrintService/Operational",),
    "security-mitigations": (
        "Microsoft-Windows-Security-Mitigations/Kernel Mode",
        "Microsoft-Windows-Security-Mitigations/User Mode",
    ),
    "sense": ("Microsoft-Windows-SENSE/Operational",),
    "shell-core": ("Microsoft-Windows-Shell-Core/Operational",),
    "smbclient-connectivity": ("Microsoft-Windows-SmbClient/Connectivity",),
    "smbclient-security": ("Microsoft-Windows-SmbClient/Security",),
    "smbserver-connectivity": ("Microsoft-Windows-SMBServer/Connectivity",),
    "taskscheduler": ("Microsoft-Windows-TaskScheduler/Operational",),
    "terminalservices-localsessionmanager": ("Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",),
    "vhdmp": ("Microsoft-Windows-VHDMP/Operational",),
    "wmi": ("Microsoft-Windows-WMI-Activity/Operational",),
}


def routes(source: LogSource) -> tuple[Route, ...]:
    """Ways in which events of a log source are told, any of which will do."""
    named = (("product", source.product), ("service", source.service), ("category", source.category))
    own = Route(tuple((name, (value,)) for name, value in named if value))
    return (*_windows(source), own) if source.product == "windows" else (own,)


def routable(source: LogSource) -> bool:
    """Whether its events can be told from others; a Windows service or category that has no channel here cannot."""
    return source.product != "windows" or bool(_windows(source))


def _windows(source: LogSource) -> tuple[Route, ...]:
    channel = (("Channel", WINDOWS_SERVICES.get(source.service or "", ())),)
    if source.service and source.service not in WINDOWS_SERVICES:
        return ()
    if not source.category:
        return (Route(channel),)
    found = WINDOWS_CATEGORIES.get(source.category, ())
    return tuple(Route((*channel, *route.equals) if source.service else route.equals, route.aliases) for route in found)
