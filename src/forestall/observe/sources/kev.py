"""The CISA catalogue of known exploited vulnerabilities, against the products of the place's sites."""

import re
from collections.abc import Iterator
from datetime import datetime
from fnmatch import translate
from typing import ClassVar

from forestall.core.clock import midnight
from forestall.core.errors import InputError
from forestall.core.ids import digest_id
from forestall.model.signal import Signal
from forestall.model.site import Site
from forestall.model.words import Quality, SourceKind
from forestall.observe.files import distinct, find, guarded, parts
from forestall.observe.reading import Reading, Request, Tally
from forestall.standards.kev.catalogue import MAX_BYTES, Catalogue, Vulnerability, read


class Kev:
    """Reads the catalogue; of several files the newest counts."""

    kind: ClassVar[SourceKind] = SourceKind.KEV

    def read(self, request: Request, tally: Tally) -> Reading:
        """A signal for each site that runs a product with an entry added up to the time of the pass."""
        files = find(request.place.root, request.source.path)
        catalogues: list[Catalogue] = []
        for found in distinct(files, tally):
            with guarded(found.label, tally):
                for part in parts(found, tally, (".json",)):
                    with guarded(part.label, tally):
                        catalogues.append(_checked(read(part.whole(MAX_BYTES)), part.label, tally))
        if not catalogues:
            return Reading(len(files), 0)
        return _reading(max(catalogues, key=lambda one: (one.date_released, one.catalog_version)), request, len(files))


def _checked(catalogue: Catalogue, label: str, tally: Tally) -> Catalogue:
    for refused in catalogue.refused:
        tally.skip(label, refused)
    if not catalogue.vulnerabilities:
        raise InputError("no entry")
    return catalogue


def _reading(catalogue: Catalogue, request: Request, files: int) -> Reading:
    known = [one for one in catalogue.vulnerabilities if midnight(one.date_added) <= request.at]
    added = [midnight(one.date_added) for one in known]
    released = [catalogue.date_released] if catalogue.date_released <= request.at else []
    return Reading(
        files,
        len(known),
        signals=tuple(_signals(known, request)),
        first=min(added, default=None),
        latest=max([*added, *released], default=None),
    )


def _signals(known: list[Vulnerability], request: Request) -> Iterator[Signal]:
    products = [(site, _pattern(site)) for site in request.place.sites if site.products]
    for vulnerability in known:
        name = _plain(f"{vulnerability.vendor_project}:{vulnerability.product}")
        for site, pattern in products:
            if pattern.fullmatch(name):
                yield _signal(vulnerability, site, request, midnight(vulnerability.date_added))


def _signal(vulnerability: Vulnerability, site: Site, request: Request, time: datetime) -> Signal:
    ransomware = "; used in ransomware campaigns" if vulnerability.ransomware else ""
    text = (
        f"{vulnerability.vulnerability_name} ({vulnerability.vendor_project} {vulnerability.product})"
        f"; to be mended by {vulnerability.due_date.isoformat()}{ransomware}"
    )
    return Signal(
        id=digest_id("s", request.source.id, vulnerability.cve_id, site.id, time.isoformat(), text),
        source=request.source.id,
        kind=f"vulnerability:{vulnerability.cve_id}",
        time=time,
        value=None,
        unit="",
        text=request.door.text(text),
        quality=Quality.OK,
        site=site.id,
        jurisdiction=site.jurisdiction,
        lon=site.lon,
        lat=site.lat,
    )


def _pattern(site: Site) -> re.Pattern[str]:
    return re.compile("|".join(translate(_plain(product)) for product in site.products))


def _plain(product: str) -> str:
    """Upper and lower case, spaces and underscores are one."""
    return re.sub(r"[\s_]+", "_", product.strip().casefold())
