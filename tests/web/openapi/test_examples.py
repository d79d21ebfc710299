"""Every route is asked once: its answer is of the form that is described, and the description has such an example.

`FORESTALL_GOLDEN=write` writes the examples anew.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import office_day
import people_day
from asking import GOOD, METHODS, Asking, flaws
from odd_texts import odd

from forestall.web import examples
from forestall.web.app import described

NO_TEXT = ("application/vnd.apache.parquet",)
"""Forms that JSON cannot hold: their example is an address."""


def _day(world: Any) -> Asking:
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


@pytest.fixture(scope="module")
def asked(world: Any) -> Asking:
    """A day of the office."""
    return _day(world)


@pytest.fixture(scope="module")
def asked_there(world_on_postgresql: Any) -> Asking:
    """The same day on PostgreSQL."""
    return _day(world_on_postgresql)


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


def test_the_day_is_the_same_on_postgresql(asked: Asking, asked_there: Asking) -> None:
    assert asked_there.wrong == []
    assert {name: set(answers) for name, answers in asked_there.kept.items()} == {
        name: set(answers) for name, answers in asked.kept.items()
    }


@pytest.mark.parametrize("database", ["asked", "asked_there"])
def test_a_text_that_no_database_has_a_form_for_is_refused(database: str, request: pytest.FixtureRequest) -> None:
    ask = request.getfixturevalue(database)
    statuses, wrong = Counter[int](), []
    for method, template, more in tuple(ask.sent):
        for other in odd(more):
            answer = ask(method, template, keep=False, **other)
            statuses[answer.status_code] += 1  # 200 where odd bytes of a query are made whole
            if answer.status_code >= 500 or (
                "content" in other and answer.status_code < 400
            ):  # odd bytes of a query are made whole
                wrong.append(f"{method} {template} {other!r:.300}: {answer.status_code} {answer.text[:300]}")
    print(sorted(statuses.items()))
    assert wrong == []
    assert statuses[422] > 200


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
