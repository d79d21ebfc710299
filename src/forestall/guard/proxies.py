"""Who sent a request that came through a proxy: only a proxy that the office names is believed."""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forestall.core.errors import InputError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
VARIABLE = "FORESTALL_PROXIES"


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies in front of the service."""

    networks: tuple[Network, ...] = ()
    """Their addresses; empty: none, and whoever connects is who sends."""

    def sender(self, connected: str, forwarded: Sequence[str]) -> str:
        """The address of who sent a request.

        Args:
            connected: the address that the connection came from
            forwarded: values of `X-Forwarded-For` in their order; each proxy writes behind them whom it heard from

        Returns:
            The last address that no proxy of ours has; what stands before it anybody can have written.
        """
        last = connected
        for each in reversed([part.strip() for value in forwarded for part in value.split(",")]):
            if not self._ours(last):
                break
            if _address(each) is None:
                break
            last = each
        return last

    def _ours(self, text: str) -> bool:
        address = _address(text)
        return address is not None and any(address in each for each in self.networks)


def proxies_from(environment: Mapping[str, str]) -> Proxies:
    """The proxies that the environment names.

    Args:
        environment: FORESTALL_PROXIES: addresses or networks, separated by commas

    Raises:
        InputError: one is no address.
    """
    texts = [part.strip() for part in environment.get(VARIABLE, "").split(",")]
    return Proxies(tuple(_network(text) for text in texts if text))


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError as error:
        raise InputError(
            f"{VARIABLE}: found {text[:60]!r}, expected an address or a network: 192.0.2.7, 10.0.0.0/24"
        ) from error


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address; one of IPv4 in the form of IPv6 is that of IPv4."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found
