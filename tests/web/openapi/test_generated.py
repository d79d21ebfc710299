"""Generated requests over the whole description of the interface: none ends in an error of ours.

Short here, on SQLite; `FORESTALL_LONG=1` sends more than 50,000 in sequences to it and as many to PostgreSQL
(`-s` shows how many of which status; `FORESTALL_REQUESTS` sets another number).
"""

import os
import sys
import warnings
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky, Unsatisfiable

from forestall.web.app import described
from forestall.web.headers import ALWAYS
from forestall.web.rights import COOKIE

sys.path.insert(0, str(Path(__file__).parent))
from asking import flaws

pytestmark = pytest.mark.filterwarnings("ignore")  # of schemathesis and the client that it uses

LONG = bool(os.environ.get("FORESTALL_LONG"))
EXAMPLES = 20 if LONG else 1  # a route
SENT, STEPS = (int(os.environ.get("FORESTALL_REQUESTS", "50_000")), 30) if LONG else (60, 8)
_AT_ONCE = 25 if LONG else 3  # sequences of one seed
LEFT_OUT = ("/v1/events", "/sign-in/service", "/readyz")
"""They have no end, lead away, or say 503 as their word."""
ENDING = ("/sign-out", "/v1/me/password", "/v1/me/sessions/", "/v1/accounts/", "/v1/grants/")
"""They may end the session or the rights with which the others are asked."""


@schemathesis.serializer("application/vnd.forestall.exchange")
def _letter(_context: schemathesis.SerializationContext, value: object) -> bytes:
    """A signed letter is bytes."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


class Sender:
    """Sends what was generated, and looks at each answer."""

    def __init__(self, world: Any) -> None:
        self._world, self._told = world, described(world.app)
        self._secret = world.secrets["ana"]
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []

    @property
    def headers(self) -> dict[str, str]:
        """Those of a browser in which somebody with every role is signed in."""
        return {"sec-fetch-site": "same-origin", "cookie": f"{COOKIE}={self._secret}"}

    @property
    def schema(self) -> schemathesis.BaseSchema:
        """What is generated from."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            schema = schemathesis.openapi.from_asgi("/openapi.json", self._world.app)
        return schema.exclude(path=list(LEFT_OUT))

    def look(self, answer: schemathesis.Response, case: schemathesis.Case) -> None:
        """Note what is wrong with an answer; raised, it would be sent again, to a service that is another by then."""
        try:
            self._check(answer, case)
        except (AssertionError, KeyError) as error:
            self.wrong.append(f"{case.method} {case.formatted_path} {case.query} {case.body!r:.300}: {error!r:.600}")

    def _check(self, answer: schemathesis.Response, case: schemathesis.Case) -> None:
        """What holds of every answer, whatever was sent."""
        what, status = f"{case.method} {case.path}", answer.status_code
        self.statuses[status] += 1
        told = {name.lower(): values[0] for name, values in answer.headers.items()}
        assert status < 500, f"{what}: {status} {answer.text[:300]}"
        assert told["content-security-policy"] == ALWAYS["Content-Security-Policy"], what
        kind = told.get("content-type", "").partition(";")[0]
        if status in (200, 201) and kind == "application/json":
            self._of_its_form(what, self._told["paths"][case.path][case.method.lower()]["responses"], answer)
        if status >= 400 and kind != "text/html" and "/open311/" not in what:
            assert kind == "application/problem+json", what
            assert answer.json()["status"] == status, what
        if status < 400 and case.path.startswith(ENDING):
            self._secret = self._world.somebody()

    def _of_its_form(self, what: str, responses: Mapping[str, Any], answer: schemathesis.Response) -> None:
        schema = responses[str(answer.status_code)]["content"]["application/json"].get("schema", {})
        assert flaws(answer.json(), schema, self._told) == [], what


@pytest.fixture(scope="module", params=["world", "world_on_postgresql"] if LONG else ["world"])
def sender(request: pytest.FixtureRequest) -> Sender:
    """One that counts over all tests."""
    return Sender(request.getfixturevalue(request.param))


def _settings(examples: int, steps: int = 1) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=max(2, steps),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )


def test_no_generated_request_breaks_the_service(sender: Sender) -> None:
    for found in sender.schema.get_all_operations():
        operation = found.ok()
        for mode in schemathesis.GenerationMode:

            @seed(6)
            @_settings(EXAMPLES)
            @given(operation.as_strategy(generation_mode=mode))
            def each(case: schemathesis.Case) -> None:
                sender.look(case.call(headers=sender.headers), case)

            try:
                each()
            except Unsatisfiable:  # nothing can be wrong in a request without parameters
                continue
    print(f"{sender.statuses.total()} generated requests: {sorted(sender.statuses.items())}")
    assert sender.wrong == []
    assert sender.statuses.total() >= 60
    assert sender.statuses[200] > 20


def test_no_sequence_of_generated_requests_breaks_the_service(sender: Sender) -> None:
    before = sender.statuses.total()

    class Following(sender.schema.as_state_machine()):  # type: ignore[misc]
        """Requests that use what earlier ones answered."""

        def get_call_kwargs(self, case: schemathesis.Case) -> dict[str, object]:
            """Every request is sent in the session."""
            return {"headers": sender.headers}

        def validate_response(self, response: schemathesis.Response, case: schemathesis.Case, **_: object) -> None:
            """The same of every answer."""
            sender.look(response, case)

    for number in count():
        if sender.statuses.total() - before >= SENT:
            break
        with suppress(Flaky):  # the service changes with what it is sent, so a sequence may go on otherwise
            seed(number)(Following).run(settings=_settings(_AT_ONCE, STEPS))
    print(f"{sender.statuses.total() - before} generated requests in sequences: {sorted(sender.statuses.items())}")
    assert sender.wrong == []
