"""The catalogue of known exploited vulnerabilities: one signal a version of it."""

from forestall.core.clock import iso
from forestall.core.errors import InputError, StandardError
from forestall.core.json_text import parsed
from forestall.pipeline.arriving.parcel import Parcel
from forestall.standards.kev.catalogue import read


def kev_catalogue(parcel: Parcel) -> None:
    """A whole catalogue; an entry that breaks its schema is rejected by itself."""
    try:
        catalogue = read(parcel.data)
        if not catalogue.vulnerabilities:
            raise InputError("a catalogue without an entry that can be used")
    except StandardError as error:
        parcel.reject(error, error.path)
        return
    except InputError as error:
        parcel.reject(error, "")
        return
    for refused in catalogue.refused:
        parcel.reject(refused, refused.path, b"")
    parcel.take(
        "kev",
        {"catalogue": parsed(parcel.data)},
        identity=f"{catalogue.catalog_version} {iso(catalogue.date_released)}",
        time=catalogue.date_released,
    )
