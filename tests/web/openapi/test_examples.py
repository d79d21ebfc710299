"""Every route is asked once: its answer is of the form that is described, and the description has such an example.

`FORESTALL_GOLDEN=write` writes the examples anew.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import office_day
import people_day
from asking import GOOD, METHODS, Asking, flaws

from forestall.web import examples
from forestall.web.app import described

NO_TEXT = ("application/vnd.apache.parquet",)
"""Forms that JSON cannot hold: their example is an address."""


@pytest.fixture(scope="module")
def asked(world: Any) -> Asking:
    """A day of the office."""
    ask = Asking(world.app, world.service.root, world.secrets, described(world.app))
    office_day.all_of_it(ask)
    people_day.broken(ask, world)
    people_day.events(ask, world)
    people_day.sharing(ask, world)
    people_day.keeping(ask)
    people_day.own(ask)
    people_day.signing_in(ask, world.kept.now())
    return ask


def _bodies(told: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """What is sent and what good comes of it: operation, where, its content by media type."""
    for path, methods in sorted(told["paths"].items()):
        for method in (each for each in METHODS if each in methods):
            operation = methods[method]
            yield f"{method} {path}", "request", operation.get("requestBody", {}).get("content", {})
            for status in GOOD:
                if status in operation["responses"]:
                    yield f"{method} {path}", status, operation["responses"][status].get("content", {})


def test_every_route_answers_in_the_form_that_is_described(asked: Asking) -> None:
    assert asked.wrong == []
    if os.environ.get("FORESTALL_GOLDEN") == "write":
        examples.FILE.write_text(json.dumps(asked.kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


def test_every_body_and_every_good_answer_has_an_example_that_is_of_its_form(world: Any) -> None:
    told = described(world.app)
    without, wrong = [], []
    for key, where, content in _bodies(told):
        for kind, media in content.items():
            if "example" in media:
                wrong += [f"{key} {where}: {each}" for each in flaws(media["example"], media.get("schema", {}), told)]
            elif kind not in NO_TEXT or not media.get("examples"):
                without.append(f"{key} {where} {kind}")
    assert without == []
    assert wrong == []
    assert sum(1 for _ in _bodies(told)) > 150


def test_every_good_answer_says_in_which_form_it_comes(world: Any) -> None:
    assert [
        f"{key} {where}" for key, where, content in _bodies(described(world.app)) if where in GOOD and not content
    ] == []


def test_an_example_that_is_an_address_is_found_there(world: Any, asked: Asking) -> None:
    told = described(world.app)
    for _key, _where, content in _bodies(told):
        for kind, media in content.items():
            for each in media.get("examples", {}).values():
                assert asked.get(each["externalValue"]).headers["content-type"] == kind


def test_every_page_has_a_button_to_sign_out(asked: Asking) -> None:
    for path in ("/queue", "/sources"):
        assert '<form method="post" action="/sign-out">' in asked.get(path).text, path


def test_no_example_is_of_a_route_that_is_gone(world: Any) -> None:
    paths = described(world.app)["paths"]
    kept = json.loads(examples.FILE.read_text("utf-8"))
    assert [key for key in kept if key.partition(" ")[0] not in paths.get(key.partition(" ")[2], {})] == []
