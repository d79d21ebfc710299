"""Account names: which fields hold them, which of them name a system, where they stand in a text."""

import re

USER_FIELDS = frozenset(
    (
        *("user", "username", "user_name", "user.name", "user.full_name", "user.email", "user.id", "userid", "acct"),
        *(
            "subjectusername",
            "subjectusersid",
            "targetusername",
            "targetoutboundusername",
            "targetusersid",
            "targetsid",
        ),
        *("accountname", "samaccountname", "oldtargetusername", "newtargetusername", "membername", "membersid"),
        *("sourceuser", "targetuser", "parentuser", "clientusername", "callerusername", "logonaccount", "loginname"),
        *("displayname", "userprincipalname", "mappedname", "auid", "ruser", "logname"),
        *("srcuser", "dstuser", "src_user", "dst_user", "target_user", "account_name", "mail", "email"),
    )
)
"""Fields that hold an account, in lower case: Windows Security and Sysmon events, auditd, ECS."""

_SYSTEM_NAMES = frozenset(
    (
        *("", "-", "n/a", "(null)", "unset", "none", "unknown", "*", "0", "4294967295"),
        *("system", "système", "sistema", "local service", "service local", "servicio local", "lokaler dienst"),
        *("network service", "service réseau", "servicio de red", "netzwerkdienst", "localsystem", "localservice"),
        *("networkservice", "anonymous logon", "anonymous", "everyone", "trustedinstaller", "iusr", "iis apppool"),
        *("administrator", "administrateur", "administrador", "guest", "krbtgt", "defaultaccount"),
        *("wdagutilityaccount", "defaultuser0", "public", "default", "default user", "all users", "local system"),
        *(
            "root",
            "daemon",
            "bin",
            "sys",
            "nobody",
            "www-data",
            "sshd",
            "postfix",
            "apache",
            "nginx",
            "mysql",
            "postgres",
        ),
        *(
            "administrators",
            "users",
            "guests",
            "power users",
            "backup operators",
            "server operators",
            "print operators",
        ),
        *("remote desktop users", "remote management users", "account operators", "event log readers", "replicator"),
        *("domain admins", "domain users", "domain computers", "domain controllers", "enterprise admins"),
        *("schema admins", "group policy creator owners", "hyper-v administrators", "admini~1"),
        *("sa", "systemd-network", "systemd-resolve", "systemd-timesync", "messagebus", "syslog", "backup"),
    )
)
_SYSTEM_FORM = re.compile(
    r".*\$|(?:dwm|umfd)-\d+|s-1-\d+(?:-\d+){0,3}|s-1-5-32-\d+|s-1-5-(?:80|82|83|90|96)-[\d-]+|%.*%"
)
_SYSTEM_DOMAINS = frozenset(
    (
        *("nt authority", "autorite nt", "autorité nt", "nt-autorität", "nt-autoritat", "nt service", "window manager"),
        *("font driver host", "iis apppool", "builtin", "nt virtual machine", "application package authority"),
    )
)
_COMMON_WORDS = frozenset(
    (
        *("admin", "user", "users", "test", "tester", "service", "services", "windows", "system32", "local", "network"),
        *("domain", "server", "client", "scan", "print", "backup", "temp", "data", "info", "guest", "power", "shell"),
        *("powershell", "cmd", "net", "web", "sql", "mail", "root", "host", "name", "none", "null", "true", "false"),
    )
)
"""Names too ordinary to be looked for in running text: replacing them would garble commands and file names."""

HOME = re.compile(
    r"(?:(?<=[\\/]Users[\\/])(?!Names\\)|(?<=\\Users\\Names\\)|(?<=[\\/]Users\\\\)"
    r"|(?<=[\\/]Documents and Settings[\\/])|(?<=[\\/]home/))"
    r"(?:[^\\/:*?\"<>|\r\n\t]{1,64}(?=[\\/])|[^\\/:*?\"<>|\s',;)]{1,64})",
    re.IGNORECASE,
)
"""The name of a home folder in a path."""

_LABELS = r"(?:Account Name|Logon Account|User ?Name|User ?Id|User|acct)"
_SPACED = "|".join(re.escape(name) for name in sorted(_SYSTEM_NAMES | _SYSTEM_DOMAINS) if " " in name)
LABELS = (
    re.compile(
        rf"^[ \t]{{0,16}}{_LABELS}[ \t]{{0,8}}:[ \t]{{0,16}}([^\s][^\r\n]{{0,128}})\r?$", re.IGNORECASE | re.MULTILINE
    ),
    re.compile(
        rf"(?<![\w.]){_LABELS} ?[:=][ \t]{{0,16}}[\"']?((?:{_SPACED})(?:\\[^\s\"',;]*)?|[^\s\"',;|&<>()]{{1,128}})",
        re.IGNORECASE,
    ),
)
"""An account behind its label: alone on a line as in rendered Windows messages, or within a line."""


def names_system(domain: str, name: str) -> bool:
    """Whether an account is a system's, not a person's."""
    lower = name.strip().casefold()
    return domain.strip().casefold() in _SYSTEM_DOMAINS or lower in _SYSTEM_NAMES or bool(_SYSTEM_FORM.fullmatch(lower))


def split(account: str) -> tuple[str, str, str]:
    """What stands before the name, the name, what stands after: `CORP\\jdoe`, `jdoe@corp.example`."""
    head, slash, name = account.rpartition("\\")
    if not slash and "@" in account:
        name, at, domain = account.partition("@")
        return "", name, at + domain
    return head + slash, name, ""


def telling(name: str) -> bool:
    """Whether a name can be looked for in running text."""
    return len(name) >= 3 and not name.isdigit() and name.casefold() not in _COMMON_WORDS
