"""What may be fetched: which addresses, names, schemes and ports a source's URL may lead to. Pure decisions.

The rule against server-side request forgery: a name is resolved once, every address it has is judged here, and the
connection goes to a judged address (`pipeline/fetching.py`). A redirect is judged like a new URL.
"""

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from forestall.core.errors import InputError
from forestall.guard.special_addresses import GLOBAL_UNICAST, NAT64, SPECIAL, SPECIAL_NAMES, Network

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS = {"https": 443, "http": 80, "mqtts": 8883, "mqtt": 1883}
"""The port a scheme means when none is written."""
MOST_CHARACTERS = 2048
_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.?")
_NUMERIC_END = re.compile(r"(^|\.)(0x[0-9a-f]*|[0-9]+)\.?$")
"""A host whose last label is a number is an IPv4 address to many resolvers (WHATWG URL, 3.5, ends in a number)."""
_STRICT_IPV4 = re.compile(r"(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}", re.ASCII)
NEVER: tuple[Network, ...] = tuple(
    ipaddress.ip_network(one)
    for one in ("0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "::/128", "fe80::/10", "ff00::/8")
)
"""Networks that no source may be given as its own."""
_UNCLEAN = re.compile(r"[^\x21-\x7e]|[\\<>\"{}|^`]")


@dataclass(frozen=True, slots=True)
class FetchRules:
    """What one source may reach."""

    schemes: tuple[str, ...] = ("https",)
    """Schemes that are allowed."""
    ports: tuple[int, ...] = (443,)
    """Ports that are allowed."""
    inside: tuple[Network, ...] = ()
    """Networks of the office's own that are allowed although they are not public."""
    most_bytes: int = 64 * 1024 * 1024
    """The largest answer, also unpacked [byte]."""
    most_seconds: float = 60.0
    """The longest that an answer may take, redirects together [s]."""
    most_redirects: int = 3
    """Redirects that are followed."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be asked for, once the addresses of its host are judged too."""

    url: str
    """The URL as it was written, without a fragment."""
    scheme: str
    """Its scheme."""
    host: str
    """Its host: a name in lower case, or an address without brackets."""
    port: int
    """Its port."""
    path: str = field(default="/")
    """Path and query."""

    @property
    def shown(self) -> str:
        """The URL as errors show it: without the query, which may hold a key."""
        return shown(self.url)

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: to no other go a source's credentials."""
        return self.scheme, self.host, self.port


def shown(url: str) -> str:
    """A URL as errors and logs show it: without what may be a secret."""
    return re.sub(r"//[^/]*@", "//", url.partition("?")[0].partition("#")[0])[:120]


def rules(url: str, inside: tuple[str, ...] = (), *, plain: bool = False) -> FetchRules:
    """The rules of a source: the port its own URL names, HTTPS unless it says otherwise.

    Args:
        url: where the source is, as the place's files say it
        inside: networks of the office's own that it may reach: `10.20.0.0/16`
        plain: also without TLS

    Raises:
        InputError: a network or the URL's port is none.
    """
    schemes = ("https", "mqtts", *(("http", "mqtt") if plain else ()))
    ports = {PORTS[scheme] for scheme in schemes if scheme.startswith("http")}
    parts = urlsplit(url)
    ports.add(_port(parts.netloc, parts.scheme.lower()))
    return FetchRules(schemes=schemes, ports=tuple(sorted(ports)), inside=tuple(map(_network, inside)))


def target(url: str, allowed: FetchRules) -> Target:
    """A URL taken apart, if it may be asked for.

    Raises:
        InputError: it is malformed, or its scheme, host or port is not allowed.
    """
    if len(url) > MOST_CHARACTERS or _UNCLEAN.search(url):
        raise InputError(f"url {shown(url)!r}: expected at most {MOST_CHARACTERS} plain ASCII characters, no blanks")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise InputError(f"url {shown(url)!r}: {error}") from error
    scheme = parts.scheme.lower()
    if scheme not in allowed.schemes:
        raise InputError(f"url {shown(url)!r}: scheme {scheme or 'none'}, expected {' or '.join(allowed.schemes)}")
    if "@" in parts.netloc:
        raise InputError("url: holds a name or password before the host; give them as a secret of the source")
    port = _port(parts.netloc, scheme)
    if port not in allowed.ports:
        raise InputError(f"url {shown(url)!r}: port {port}, expected {' or '.join(map(str, allowed.ports))}")
    host = _host(parts.netloc, allowed)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(url.partition("#")[0], scheme, host, port, path)


def redirected(before: Target, location: str, allowed: FetchRules) -> Target:
    """Where a redirect leads, if one may go there.

    Raises:
        InputError: it may not be asked for, or leaves TLS.
    """
    after = target(urljoin(before.url, location), allowed)
    if before.scheme == "https" and after.scheme != "https":
        raise InputError(f"redirect from {before.host} to {after.host}: leaves TLS")
    return after


def judged(address: str, allowed: FetchRules) -> Address:
    """An address that a host has, if a connection may go there.

    Raises:
        InputError: it is not of the public Internet, nor of a network that the source may reach.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError as error:
        raise InputError(f"address {address[:60]!r}: is none") from error
    if isinstance(found, ipaddress.IPv6Address) and found.scope_id is not None:
        raise InputError(f"address {address}: names an interface")
    if any(found.version == network.version and found in network for network in allowed.inside):
        return found
    if (reason := special(found)) is not None:
        raise InputError(f"address {address}: {reason}; expected one of the public Internet, or a network in `inside`")
    return found


def special(address: Address) -> str | None:
    """Why an address is not one of the public Internet; None when it is."""
    if isinstance(address, ipaddress.IPv6Address) and address in NAT64:
        within = special(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        return None if within is None else f"NAT64 (RFC 6052) of {within}"
    for network, name, source in SPECIAL:
        if address.version == network.version and address in network:
            return f"{name} ({source})"
    if isinstance(address, ipaddress.IPv6Address) and address not in GLOBAL_UNICAST:
        return "not global unicast (RFC 4291)"
    return None


def _port(netloc: str, scheme: str) -> int:
    tail = netloc.rpartition("@")[2].rpartition("]")[2]
    text = tail.partition(":")[2] if ":" in tail else ""
    if not text and not tail.endswith(":"):
        return PORTS.get(scheme, 0)
    if not re.fullmatch(r"[1-9][0-9]{0,4}", text) or int(text) > 65535:
        raise InputError(f"port {text[:20]!r}: expected a number from 1 to 65535")
    return int(text)


def _host(netloc: str, allowed: FetchRules) -> str:
    if netloc.startswith("["):
        inner, closed, _ = netloc[1:].partition("]")
        if not closed:
            raise InputError("url: an IPv6 address without its closing bracket")
        return str(judged(inner, allowed))
    host = netloc.partition(":")[0].lower()
    if _NUMERIC_END.search(host):
        if not _STRICT_IPV4.fullmatch(host):
            raise InputError(f"host {host[:60]!r}: a number; an IPv4 address is four decimal numbers with points")
        return str(judged(host, allowed))
    if not _NAME.fullmatch(host):
        raise InputError(f"host {host[:60]!r}: no host name (an international one is written xn--…)")
    bare = host.rstrip(".")
    if not allowed.inside and (bare.endswith(tuple(f".{end}" for end in SPECIAL_NAMES)) or bare in SPECIAL_NAMES):
        raise InputError(f"host {host[:60]!r}: a name of special use, never of the public Internet")
    if not allowed.inside and "." not in bare:
        raise InputError(f"host {host[:60]!r}: a name without a domain")
    return bare


def _network(text: str) -> Network:
    try:
        network = ipaddress.ip_network(text)
    except ValueError as error:
        raise InputError(f"inside {text[:60]!r}: {error}; expected a network such as 10.20.0.0/16") from error
    if any(network.version == other.version and network.overlaps(other) for other in NEVER):
        raise InputError(f"inside {text[:60]!r}: multicast, link local (a cloud's secrets) and 'this network' never")
    if network.prefixlen < (8 if network.version == 4 else 32):
        raise InputError(f"inside {text[:60]!r}: too wide; expected /8 or narrower (IPv6: /32)")
    return network
