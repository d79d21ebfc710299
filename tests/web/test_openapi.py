"""Generated requests over the whole description of the interface: none ends in an error of ours.

Short here; `FORESTALL_LONG=1` sends some tens of thousands.
"""

import os
import re
import shutil
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable

from forestall.guard.keys import KeyRing, new_master_key
from forestall.guard.passkey import Site
from forestall.guard.seal import Sealer
from forestall.guard.throttle import Rate
from forestall.model.account import Account, Purpose, Role
from forestall.model.label import Label
from forestall.pipeline import accounts
from forestall.pipeline.accounts import Wanted
from forestall.pipeline.people import CONSOLE, people
from forestall.pipeline.run import run_pass
from forestall.pipeline.service import Service
from forestall.pipeline.sign_in import with_link
from forestall.store.sign_ins import SignIns
from forestall.web import with_accounts
from forestall.web.app import make_app
from forestall.web.headers import ALWAYS, Limits
from forestall.web.rights import COOKIE
from forestall.web.sign_in import Desk

pytestmark = pytest.mark.filterwarnings("ignore")  # of schemathesis and the client that it uses

LONG = bool(os.environ.get("FORESTALL_LONG"))
EXAMPLES = 1200 if LONG else 1  # a route
RUNS, STEPS = (300, 30) if LONG else (2, 8)
START = datetime(2026, 3, 9, 6, tzinfo=UTC)
LEFT_OUT = ("/sign-out", "/v1/me/password", "/v1/me/sessions/{number}", "/v1/events", "/sign-in/service", "/readyz")
"""They end the session with which the others are asked, have no end, lead away, or say 503 as their word."""
FREELY = Limits(credential=Rate(1e9, 1e9), address=Rate(1e9, 1e9), sign_in=Rate(1e9, 1e9))


@schemathesis.serializer("application/vnd.forestall.exchange")
def _letter(_context: schemathesis.SerializationContext, value: object) -> bytes:
    """A signed letter is bytes."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, str]]:
    """The whole app, and a session of somebody with every role."""
    root = tmp_path_factory.mktemp("place") / "harbour"
    shutil.copytree(Path(__file__).resolve().parents[2] / "examples" / "harbour", root)
    described = root / "place.toml"
    described.write_text(re.sub(r"(?m)^years = [0-9_]+", "years = 1_000", described.read_text()), encoding="utf-8")
    state = root / ".forestall"
    run_pass(root, out=None, state=None, at=None, now=START, seed=1, progress=lambda _: None)
    with (
        Service.open(root, str(state), state / "outlook", lambda *_args, **_said: None) as service,
        people(state, Sealer(KeyRing([new_master_key()])), lambda: START, "office", dict) as kept,
    ):
        service.picture.refresh()
        desk = Desk(Site("office.example", "https://office.example"))
        install = partial(with_accounts.install, people=kept, desk=desk)
        app = make_app(service, https=True, limits=FREELY, accounts=install)
        accounts.add_account(kept, CONSOLE, Account("all", "All", "office", START), Wanted(Role.OPERATOR, Label.RED))
        for role in Role:
            accounts.grant(kept, CONSOLE, "all", Wanted(role, Label.RED, purposes=frozenset(Purpose)))
        found = with_link(kept, accounts.invite(kept, CONSOLE, "all"))
        with kept.changing() as session:
            SignIns(session).set_purpose(found.sitting.digest, Purpose.OPERATIONS)
        yield app, found.secret


def _check(answer: schemathesis.Response, what: str) -> None:
    """What holds of every answer, whatever was sent."""
    status, told = answer.status_code, {name.lower(): values[0] for name, values in answer.headers.items()}
    assert status < 500, f"{what}: {status} {answer.text[:300]}"
    assert told["content-security-policy"] == ALWAYS["Content-Security-Policy"], what
    if "/open311/" in what and told["content-type"] != "application/problem+json":
        assert told["content-type"] in {"text/xml; charset=utf-8", "application/json; charset=utf-8"}, what
        return
    if status >= 400 and "text/html" not in told["content-type"]:
        assert told["content-type"] == "application/problem+json", what
        assert answer.json()["status"] == status, what


def _schema(app: FastAPI) -> schemathesis.BaseSchema:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    return schema.exclude(path=list(LEFT_OUT))


def _headers(secret: str) -> dict[str, str]:
    return {"sec-fetch-site": "same-origin", "cookie": f"{COOKIE}={secret}"}


def _settings(examples: int, steps: int = 1) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=max(2, steps),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )


def test_no_generated_request_breaks_the_service(world: tuple[FastAPI, str]) -> None:
    app, secret = world
    sent = 0
    for found in _schema(app).get_all_operations():
        operation = found.ok()
        for mode in schemathesis.GenerationMode:

            @seed(6)
            @_settings(EXAMPLES)
            @given(operation.as_strategy(generation_mode=mode))
            def each(case: schemathesis.Case) -> None:
                nonlocal sent
                sent += 1
                _check(case.call(headers=_headers(secret)), f"{case.method} {case.path}")

            try:
                each()
            except Unsatisfiable:  # nothing can be wrong in a request without parameters
                continue
    assert sent >= 60
    print(f"{sent} generated requests")


def test_no_sequence_of_generated_requests_breaks_the_service(world: tuple[FastAPI, str]) -> None:
    app, secret = world
    sent = 0

    class Following(_schema(app).as_state_machine()):  # type: ignore[misc]
        """Requests that use what earlier ones answered."""

        def get_call_kwargs(self, case: schemathesis.Case) -> dict[str, object]:
            """Every request is sent in the session."""
            return {"headers": _headers(secret)}

        def validate_response(self, response: schemathesis.Response, case: schemathesis.Case, **_: object) -> None:
            """The same of every answer."""
            nonlocal sent
            sent += 1
            _check(response, f"{case.method} {case.path}")

    Following.run(settings=_settings(RUNS, STEPS))
    assert sent >= RUNS
    print(f"{sent} generated requests in sequences")
