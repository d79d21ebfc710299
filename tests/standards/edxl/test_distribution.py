"""EDXL-DE envelopes."""

from pathlib import Path

import pytest

from forestall.core.errors import StandardError
from forestall.standards.cap.xml import read as read_cap
from forestall.standards.edxl.distribution import NAMESPACE, read

PLAIN = f"""<e:EDXLDistribution xmlns:e="{NAMESPACE}"><e:distributionID>1</e:distributionID>
<e:senderID>a@b</e:senderID><e:dateTimeSent>2026-03-09T06:00:00Z</e:dateTimeSent>
<e:distributionStatus>Actual</e:distributionStatus><e:distributionType>Report</e:distributionType>
<e:contentObject><e:xmlContent><e:embeddedXMLContent><x/></e:embeddedXMLContent></e:xmlContent></e:contentObject>
</e:EDXLDistribution>""".encode()


def test_the_seven_messages_of_the_sample_are_cap(shared: Path) -> None:
    found = read((shared / "data/cap/cap-library/bushfire_valid.edxlde").read_bytes())
    assert (found.sender, found.status) == ("webmaster@rfs.nsw.gov.au", "Actual")
    assert len({read_cap(each).identifier for each in found.contents}) == 7


def test_of_the_broken_sample_two_messages_are_refused(shared: Path) -> None:
    broken = []
    for content in read((shared / "data/cap/cap-library/bushfire_invalid.edxlde").read_bytes()).contents:
        try:
            read_cap(content)
        except StandardError as error:
            broken.append(error.path)
    assert broken == ["/alert/identifier", "/alert/info[1]/urgency"]


def test_what_is_inside_is_given_as_it_stands() -> None:
    assert read(PLAIN).contents == (b"<x></x>",)


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (b"<e:senderID>a@b</e:senderID>", b"", "/EDXLDistribution/senderID"),
        (b">Actual<", b">Real<", "/EDXLDistribution/distributionStatus"),
        (b"e:EDXLDistribution", b"e:Envelope", "/"),
        (b"<e:EDXLDistribution", b"<!DOCTYPE x><e:EDXLDistribution", "/"),
        (b"</e:EDXLDistribution>", b"", "/"),
    ],
)
def test_a_breach_names_its_path(old: bytes, new: bytes, path: str) -> None:
    with pytest.raises(StandardError) as caught:
        read(PLAIN.replace(old, new))
    assert caught.value.path == path
