"""The ledger's pages: entries looked for, one with its proof, a receipt taken away and checked."""

import io
import re
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from forestall.ledger import proof_file
from forestall.ledger.key import Kind, SigningKey
from forestall.ledger.policy import Policy
from forestall.model.account import Role
from forestall.pipeline.checkpoint import sign
from forestall.pipeline.ledger_keys import keep_keys
from forestall.pipeline.upkeep import KEYS
from forestall.store.anchor import Anchor

NOW = datetime(2026, 3, 9, 7, tzinfo=UTC)
KEY = SigningKey("town.example/ledger", Kind.ED25519, bytes(range(32)))


@pytest.fixture
def signed(town_pages: Any, tmp_path: Path) -> Any:
    """The pages of a town whose ledger is signed."""
    service = town_pages.service
    if not (service.folder / KEYS).is_file():
        keep_keys(service.folder / KEYS, [KEY])
        with closing(Anchor(str(tmp_path / "anchor.sqlite"))) as anchor:
            sign(service.office.writing, anchor, [KEY], NOW)
    return town_pages


def test_the_newest_entries_stand_first_and_can_be_looked_for(town_pages: Any) -> None:
    numbers = town_pages.get("/ledger", form="json", table="entries").json["rows"]
    assert [row["number"] for row in numbers] == sorted((row["number"] for row in numbers), reverse=True)
    decisions = town_pages.get("/ledger", kind="decision", form="json", table="entries").json["rows"]
    assert {row["kind"] for row in decisions} == {"decision"}
    assert town_pages.get("/ledger", since="2030-01-01", form="json", table="entries").json["rows"] == []
    assert len(
        town_pages.get("/ledger", since="2020-01-01", until="2030-01-01", form="json", table="entries").json["rows"]
    ) == len(numbers)


def test_a_time_that_is_none_is_told_at_its_field_and_nothing_typed_is_lost(town_pages: Any) -> None:
    answer = town_pages.get("/ledger", since="yesterday", subject="plan")
    assert answer.status == 422
    assert answer.html.get_element_by_id("f-since").get("value") == "yesterday"
    assert answer.html.get_element_by_id("f-subject").get("value") == "plan"
    assert "yesterday" in answer.html.get_element_by_id("f-since-said").text_content()


def test_an_entry_shows_its_content_and_its_path_and_its_receipt_holds(signed: Any) -> None:
    page = signed.get("/ledger/0")
    assert page.status == 200
    receipt = proof_file.read(signed.get("/ledger/0/receipt").text.encode())
    assert receipt.extra is not None
    assert receipt.verify(receipt.extra, Policy.of([KEY.public()])).origin == KEY.name
    assert receipt.extra.decode() in page.html.get_element_by_id("content").text_content()


def test_an_entry_that_is_not_there_says_how_many_there_are(town_pages: Any) -> None:
    answer = town_pages.get("/ledger/99999")
    assert answer.status in (404, 422)
    assert re.search(r"the ledger has \d+ entries", answer.text)


def test_a_receipt_is_checked_without_scripts_and_a_changed_one_is_refused(
    signed: Any, upload: Callable[..., Any]
) -> None:
    data = signed.get("/ledger/0/receipt").text.encode()
    keys = str(KEY.public())
    assert "Shown: entry 0 of town.example/ledger" in upload(signed, data, keys).said
    lines = data.split(b"\n")
    lines[2] = b"index 1"
    changed = upload(signed, b"\n".join(lines), keys)
    assert changed.status == 422
    assert "Not shown" in changed.said
    assert keys in changed.html.get_element_by_id("f-keys").text
    stranger = SigningKey("town.example/ledger", Kind.ED25519, bytes(32))
    assert "Not shown" in upload(signed, data, str(stranger.public())).said


def test_only_who_may_read_the_ledger_sees_it(town_pages: Any) -> None:
    assert town_pages.as_role(Role.AUDITOR).get("/ledger").status == 200
    assert town_pages.as_role(Role.OPERATOR).get("/ledger").status == 403


@pytest.fixture
def upload() -> Callable[..., Any]:
    """Sends a file with the form of the check."""

    def sent(pages: Any, data: bytes, keys: str) -> Any:
        files = {"file": ("entry.tlog-proof", io.BytesIO(data), "application/octet-stream")}
        return pages._sent("POST", "/ledger/check", data={"keys": keys}, files=files)

    return sent
