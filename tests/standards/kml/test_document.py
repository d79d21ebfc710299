"""KML there and back."""

import pytest

from forestall.core.errors import StandardError
from forestall.standards.kml import Folder, Placemark, Style, read, write

RING = ((4.0, 51.0), (4.1, 51.0), (4.1, 51.1), (4.0, 51.0))
FOLDERS = (
    Folder("Heat & blast", (Placemark("35 kW/m2", "all <die>", "heat", RING), Placemark("here", "", "heat", RING[:1]))),
)
STYLES = [Style("heat", "ff0000ff", "330000ff")]


def test_folders_come_back_as_they_were():
    assert read(write("a < b", STYLES, FOLDERS)) == ("a < b", FOLDERS)


def test_an_open_ring_is_refused():
    with pytest.raises(StandardError, match=r"10\.8"):
        write("t", STYLES, [Folder("f", (Placemark("p", "", "heat", RING[:3]),))])


@pytest.mark.parametrize("document", [b"", b"<kml/>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><kml>&b;</kml>"])
def test_broken_or_hostile_documents_are_refused(document):
    with pytest.raises(StandardError):
        read(document)


def test_control_characters_do_not_break_the_document():
    assert read(write("a\x00\x1bb", STYLES, ()))[0] == "ab"
