"""Every alert is a valid CAP 1.2 message."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from forestall.model.alert import Alert
from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.risk import Assessment
from forestall.standards.cap.rules import remarks
from forestall.standards.cap.xml import read
from forestall.warn.channels.cap import to_cap, to_xml
from forestall.warn.stage import warn

START = datetime(2026, 3, 9, 6, tzinfo=UTC)

NAMES = ("circle", "outline", "update", "cancel")


@pytest.fixture
def alerts(
    place: Place, plan: Plan, assessment: Callable[..., Assessment], finding: Callable[..., Finding]
) -> dict[str, Alert]:
    (outline,) = warn(place, (finding(site=None),), assessment(1.0), plan, (), START).messages
    (circle,) = warn(place, (), assessment(4.5), plan, (), START).messages
    (update,) = warn(place, (), assessment(30.0, 0.7), plan, (circle,), START + timedelta(hours=1)).messages
    (cancel,) = warn(place, (), assessment(1.0), plan, (update,), START + timedelta(hours=13)).messages
    return {"circle": circle, "outline": outline, "update": update, "cancel": cancel}


@pytest.mark.parametrize("name", NAMES)
def test_it_validates_against_the_schema_of_oasis(shared: Path, alerts: dict[str, Alert], name: str) -> None:
    schema = etree.XMLSchema(etree.parse(shared / "data" / "cap" / "schema" / "cap12.xsd"))
    schema.assertValid(etree.fromstring(to_xml(alerts[name])))


@pytest.mark.parametrize("name", NAMES)
def test_it_reads_back_as_what_was_written(alerts: dict[str, Alert], name: str) -> None:
    assert read(to_xml(alerts[name])) == to_cap(alerts[name])


@pytest.mark.parametrize("name", NAMES)
def test_it_follows_the_recommendations_of_the_standard(alerts: dict[str, Alert], name: str) -> None:
    assert remarks(to_cap(alerts[name])) == ()


def test_latitude_comes_first(alerts: dict[str, Alert]) -> None:
    assert b"<circle>53.5,8.12 2.0</circle>" in to_xml(alerts["circle"])


def test_a_cancel_refers_to_the_message_it_withdraws(alerts: dict[str, Alert]) -> None:
    names = [reference.identifier for reference in to_cap(alerts["cancel"]).references]
    assert names == [alerts["circle"].identifier, alerts["update"].identifier]
