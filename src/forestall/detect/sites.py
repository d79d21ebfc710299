"""Where in the place something is: machine to site, authority to its ancestors."""

import re
from collections.abc import Iterable
from fnmatch import translate
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from forestall.model.place import Place
from forestall.model.site import Site


class Sites:
    """The sites of a place, to be asked by machine name and by authority."""

    def __init__(self, place: Place) -> None:
        self.by_id: dict[str, Site] = {site.id: site for site in place.sites}
        self._parents = {node.id: node.parent for node in place.profile.jurisdictions}
        self._hosts: dict[str, Site | None] = {}

    def of_host(self, host: str) -> Site | None:
        """The site whose `hosts` fit the machine's name, full or up to the first dot, letter case ignored.

        An address fits a subnet that contains it (`10.2.0.0/16`), before any pattern. When several fit: the smallest
        subnet, else the most literal pattern, then the first by id.
        """
        if host not in self._hosts:
            names = _names(host)
            fits = (site for _, _, regex, site in self._globs if any(map(regex.match, names)))
            self._hosts[host] = self._of_address(host) or next(fits, None)
        return self._hosts[host]

    def _of_address(self, host: str) -> Site | None:
        try:
            address = ip_address(host.strip())
        except ValueError:
            return None
        return next((site for _, _, network, site in self._networks if address in network), None)

    def lowest_common(self, jurisdictions: Iterable[str]) -> str:
        """The lowest authority that contains all of them; the top one when none is known."""
        paths = [self._path(node) for node in sorted(set(jurisdictions)) if self.knows(node)] or [[self.top]]
        common = [steps[0] for steps in zip(*paths, strict=False) if len(set(steps)) == 1]
        return common[-1] if common else self.top

    def knows(self, jurisdiction: str) -> bool:
        """Whether the place has such an authority."""
        return jurisdiction in self._parents

    def within(self, jurisdiction: str, ancestor: str) -> bool:
        """Whether an authority is the other one or below it."""
        return ancestor in self._path(jurisdiction)

    @cached_property
    def top(self) -> str:
        """The authority that has none above it."""
        return next(node for node, parent in self._parents.items() if parent is None)

    def _path(self, jurisdiction: str) -> list[str]:
        """From the top down to the authority."""
        path: list[str] = []
        node: str | None = jurisdiction
        while node is not None and node not in path:
            path.insert(0, node)
            node = self._parents.get(node)
        return path

    @cached_property
    def _networks(self) -> list[tuple[int, str, IPv4Network | IPv6Network, Site]]:
        """Subnets, the smallest first."""
        found = [
            (-network.prefixlen, site.id, network, site)
            for site in self.by_id.values()
            for text in site.hosts
            if (network := _network(text)) is not None
        ]
        return sorted(found, key=lambda entry: entry[:2])

    @cached_property
    def _globs(self) -> list[tuple[int, str, re.Pattern[str], Site]]:
        globs = [(glob.strip().lower(), site) for site in self.by_id.values() for glob in site.hosts if glob.strip()]
        found = [(-len(glob.replace("*", "")), site.id, re.compile(translate(glob)), site) for glob, site in globs]
        return sorted(found, key=lambda entry: entry[:2])


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text.strip(), strict=False) if "/" in text else None
    except ValueError:
        return None


def _names(host: str) -> tuple[str, ...]:
    full = host.strip().rstrip(".").lower()
    try:
        ip_address(full)
    except ValueError:
        return (full, full.partition(".")[0])
    return (full,)
