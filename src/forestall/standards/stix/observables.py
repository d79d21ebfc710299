"""What was seen in an event as cyber-observable objects (STIX 2.1, part 6): files, processes, addresses, names, keys.

Fields are named as Sigma names them. An event of which nothing fits becomes an artifact that holds its fields as
JSON, so that no evidence is lost. Accounts are never turned into objects: they would be persons.
"""

import base64
import json
import re
from collections.abc import Iterable
from ipaddress import IPv4Address, ip_address
from typing import Any

from forestall.standards.stix.ids import observable_id, process_id

Object = dict[str, Any]

_FILES = ("TargetFilename", "ImageLoaded")
_ADDRESSES = ("DestinationIp", "SourceIp", "dst_ip", "src_ip", "id.orig_h", "id.resp_h")
_NAMES = ("DestinationHostname", "QueryName", "query")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
"""A host's name (RFC 1034, 3.5; STIX 2.1, 6.4): service names with `_` are none."""
_KEYS = ("TargetObject",)
_HIVES = {
    "HKLM": "HKEY_LOCAL_MACHINE",
    "HKCU": "HKEY_CURRENT_USER",
    "HKCR": "HKEY_CLASSES_ROOT",
    "HKU": "HKEY_USERS",
    "HKCC": "HKEY_CURRENT_CONFIG",
}
"""Hives have to be spelt out (STIX 2.1, 6.17)."""


def observables(fields: Iterable[tuple[str, str]]) -> tuple[Object, ...]:
    """Objects for the fields of one event, at least one, without repetition."""
    values = {name: value for name, value in fields if value}
    found = [*_process(values), *_files(values), *_addresses(values), *_domains(values), *_registry(values)]
    unique = {each["id"]: each for each in found or [_artifact(values)]}
    return tuple(unique.values())


def _object(kind: str, identity: str, **properties: Any) -> Object:
    return {"type": kind, "spec_version": "2.1", "id": identity, **properties}


def _file(path: str) -> Object:
    name = path.replace("\\", "/").rstrip("/").rpartition("/")[2] or path
    return _object("file", observable_id("file", {"name": name}), name=name)


def _process(values: dict[str, str]) -> list[Object]:
    command, image = values.get("CommandLine"), values.get("Image")
    file = _file(image) if image else None
    if not command:
        return [file] if file else []
    reference = {"image_ref": file["id"]} if file else {}
    process = _object("process", process_id(command, image or ""), command_line=command, **reference)
    return [*([file] if file else []), process]


def _files(values: dict[str, str]) -> list[Object]:
    return [_file(values[name]) for name in _FILES if name in values]


def _addresses(values: dict[str, str]) -> list[Object]:
    found = []
    for name in _ADDRESSES:
        try:
            address = ip_address(values.get(name, ""))
        except ValueError:
            continue
        kind = "ipv4-addr" if isinstance(address, IPv4Address) else "ipv6-addr"
        found.append(_object(kind, observable_id(kind, {"value": str(address)}), value=str(address)))
    return found


def _domains(values: dict[str, str]) -> list[Object]:
    names = (values[name].rstrip(".").lower() for name in _NAMES if name in values)
    named = [name for name in names if len(name) <= 253 and _DOMAIN.fullmatch(name)]
    return [_object("domain-name", observable_id("domain-name", {"value": name}), value=name) for name in named]


def _registry(values: dict[str, str]) -> list[Object]:
    kind = "windows-registry-key"
    keys = [_hive(values[name]) for name in _KEYS if name in values]
    return [_object(kind, observable_id(kind, {"key": key}), key=key) for key in keys]


def _hive(key: str) -> str:
    hive, mark, rest = key.lstrip("\\").partition("\\")
    return _HIVES.get(hive.upper(), hive) + mark + rest


def _artifact(values: dict[str, str]) -> Object:
    """The fields themselves; `payload_bin` and `hashes` contribute to the id (6.1), and we give no hash."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    payload = base64.b64encode(text.encode()).decode()
    identity = observable_id("artifact", {"payload_bin": payload})
    return _object("artifact", identity, mime_type="application/json", payload_bin=payload)
