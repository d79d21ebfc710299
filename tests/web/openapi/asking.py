"""Asks the app, holds each answer against the description of the interface, and keeps it as an example."""

import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from forestall.web.rights import COOKIE

METHODS = ("get", "post", "put", "patch", "delete")
GOOD = ("200", "201")
_MOST_ROWS = 2  # of a list of objects in an example


def flaws(value: object, schema: Mapping[str, Any], described: Mapping[str, Any]) -> list[str]:
    """What is wrong with a value that is said to be of a schema of the description."""
    assert validator_for(described) is Draft202012Validator
    whole = Draft202012Validator(
        {**schema, "components": described["components"]}, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    return [f"{error.json_path}: {error.message[:200]}" for error in whole.iter_errors(value)]


def shortened(value: Any) -> Any:
    """An answer with the first rows of its lists only; coordinates stay whole."""
    if isinstance(value, dict):
        return {name: shortened(each) for name, each in value.items()}
    if isinstance(value, list):
        rows = value[:_MOST_ROWS] if value and isinstance(value[0], dict | str) else value
        return [shortened(each) for each in rows]
    return value


class Asking:
    """One conversation with the app."""

    def __init__(self, app: Any, root: Path, secrets: Mapping[str, str], described: Mapping[str, Any]) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # starlette would rather have httpx2, which nothing else here needs
            from starlette.testclient import TestClient
        self._client: httpx.Client = TestClient(
            app, "https://office.example", headers={"sec-fetch-site": "same-origin"}, follow_redirects=False
        )
        self.root, self.secrets, self._described = root, dict(secrets), described
        self.kept: dict[str, dict[str, dict[str, Any]]] = {}
        self.wrong: list[str] = []
        self.sent: list[tuple[str, str, dict[str, Any]]] = []
        """Method, template and the rest of each request so far."""

    def __call__(
        self,
        method: str,
        template: str,
        *,
        who: str = "ana",
        keep: bool = True,
        fill: Mapping[str, object] | None = None,
        **more: Any,
    ) -> httpx.Response:
        """Send one request of a route and keep what went and what came."""
        self.sent.append((method, template, {"who": who, "fill": fill, **more}))
        path = template
        for name, value in (fill or {}).items():
            path = path.replace(f"{{{name}}}", str(value))
        headers = {**more.pop("headers", {}), **({"cookie": f"{COOKIE}={self.secrets[who]}"} if who else {})}
        self._client.cookies.clear()
        answer = self._client.request(method, path, headers=headers, **more)
        if keep:
            self._keep(f"{method.lower()} {template}", answer, more)
        return answer

    def get(self, address: str) -> httpx.Response:
        """Ask for an address, without more."""
        return self._client.get(address, headers={"cookie": f"{COOKIE}={self.secrets['ana']}"})

    def _keep(self, key: str, answer: httpx.Response, more: Mapping[str, Any]) -> None:
        method, _, template = key.partition(" ")
        status, kind = str(answer.status_code), answer.headers.get("content-type", "").partition(";")[0]
        if answer.status_code >= 400 or status not in self._described["paths"][template][method]["responses"]:
            self.wrong.append(f"{key}: {status} {answer.text[:300]}")
            return
        sent = _sent(more, answer.request.headers)
        if sent is not None:
            self.kept.setdefault(key, {}).setdefault("request", {}).setdefault(sent[0], shortened(sent[1]))
        if answer.content:
            self.keep(key, status, kind, json.loads(answer.content) if kind.endswith("json") else _text(answer.content))

    def keep(self, key: str, status: str, kind: str, value: Any) -> None:
        """Hold an answer against the description, and keep it."""
        method, _, template = key.partition(" ")
        schemas = self._described["paths"][template][method]["responses"][status].get("content", {})
        if kind not in schemas:
            self.wrong.append(f"{key}: {status} is {kind}, described are {sorted(schemas)}")
            return
        self.wrong += [f"{key}: {each}" for each in flaws(value, schemas[kind].get("schema", {}), self._described)]
        if value is not None and status in GOOD:
            self.kept.setdefault(key, {}).setdefault(status, {}).setdefault(kind, shortened(value))


def _sent(more: Mapping[str, Any], headers: httpx.Headers) -> tuple[str, Any] | None:
    if "json" in more:
        return "application/json", more["json"]
    if "data" in more:
        return "application/x-www-form-urlencoded", dict(more["data"])
    if "content" in more:
        kind = headers["content-type"]
        body = more["content"]
        return kind, json.loads(body) if kind.endswith("json") and "nd" not in kind else _text(body)
    return None


def _text(content: bytes) -> str | None:
    """A body as text; None for one that is none."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None
