"""`audiences.toml`: what is read, and what is said of mistakes in it."""

from pathlib import Path

import pytest

from forestall.core.errors import PlaceError
from forestall.model.audience import EmailWay, PublishWay
from forestall.place.check import check
from forestall.place.load import load

GOOD = """
[[audiences]]
id = "duty"
title = "Duty desk of the town"
kind = "authority"
clearance = "TLP:AMBER"
fields = ["territorial", "social"]
severity = "Moderate"
language = "fr"
quiet = { begin = "22:00", end = "07:00" }
digest = { at = ["08:00", "16:00"] }
escalate = { audience = "chief", after = 2 }

[[audiences.channels]]
by = "email"
host = "mail.town.example"
sender = "warning@town.example"
to = ["duty-desk@town.example"]

[[audiences.channels]]
by = "mqtt"
url = "mqtts://broker.town.example"
topic = "forestall/alerts"

[[audiences]]
id = "chief"
title = "Head of the office"
kind = "office"
clearance = "TLP:AMBER+STRICT"

[[audiences.channels]]
by = "file"
folder = "/srv/alerts"
"""
WRONG = {
    "red": ("TLP:AMBER+STRICT", "TLP:RED", "RED is told in"),
    "strict": ('kind = "office"', 'kind = "outside"', "kind is not office"),
    "itself": ('audience = "chief"', 'audience = "duty"', "another audience"),
    "nobody": ('audience = "chief"', 'audience = "chef"', "did you mean chief?"),
    "twice": ('by = "mqtt"', 'by = "mqtt"\nid = "email"', "each id once"),
    "hour": ('begin = "22:00"', 'begin = "25:00"', "a time of day such as 07:00"),
    "no hours": ('end = "07:00"', 'end = "22:00"', "another time than begin"),
    "address": ("duty-desk@town.example", "Duty Desk <desk@town.example>", "an office's e-mail address"),
    "newline": ("duty-desk@town.example", "desk@town.example\\nBcc: x@y.example", "an office's e-mail address"),
    "topic": ("forestall/alerts", "forestall/#", "a topic without + and #"),
    "channel": ('by = "mqtt"', 'by = "fax"', "one of email, webhook, mqtt, file, feed"),
    "no way": ("[[audiences.channels]]\nby = \"file\"\nfolder = \"/srv/alerts\"", "", "channels"),
    "secret": ('host = "mail', 'password = "x"\nhost = "mail', "password"),
}  # fmt: skip


def test_audiences_are_read(town: Path) -> None:
    (town / "audiences.toml").write_text(GOOD, encoding="utf-8")
    chief, duty = load(town).audiences
    assert (chief.id, duty.id) == ("chief", "duty")
    mail, broker = duty.channels
    assert isinstance(mail, EmailWay)
    assert (mail.id, mail.port, mail.security) == ("email", 587, "starttls")
    assert isinstance(broker, PublishWay)
    assert duty.quiet is not None
    assert duty.quiet.break_at == "Severe"
    assert duty.escalate is not None
    assert duty.escalate.audience == "chief"


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_is_named_with_its_line_and_what_was_expected(mistake: str, town: Path) -> None:
    before, after, said = WRONG[mistake]
    assert GOOD.count(before) >= 1
    (town / "audiences.toml").write_text(GOOD.replace(before, after), encoding="utf-8")
    errors = [one for one in check(town) if one.severity == "error"]
    assert errors
    assert all(one.file == "audiences.toml" and one.line for one in errors)
    assert any(said in f"{one.column} {one.found} {one.expected} {one.hint}" for one in errors)
    with pytest.raises(PlaceError):
        load(town)
