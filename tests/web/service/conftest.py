"""The app of a small place: its intake at work, its workers and passes not, and a client that asks it."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from forestall.pipeline.live import LivePipeline
from forestall.pipeline.service import Service
from forestall.place.template import write_town
from forestall.store.live import LiveStore
from forestall.web.app import make_app
from forestall.web.log import Log

MORE = """
[[sources]]
id = "weather"
title = "Weather service"
kind = "cap"
path = "cap/*.xml"
field = "territorial"
label = "TLP:CLEAR"
"""
Ask = Callable[..., httpx.Response]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """The place of `forestall init`, with a partner."""
    folder = tmp_path / "town"
    write_town(folder)
    with (folder / "sources.toml").open("a", encoding="utf-8") as file:
        file.write(MORE)
    return folder


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    """The service's log, in a file."""
    with (tmp_path / "log").open("w", encoding="utf-8") as file:
        yield Log(file)


@pytest.fixture
def service(town: Path, tmp_path: Path, log: Log) -> Iterator[Service]:
    """The service, not running but taking in."""
    with Service.open(town, str(tmp_path / "state"), tmp_path / "outlook", log) as found:
        log.clean = found.door.text
        found.condition.live_trouble = None
        yield found


@pytest.fixture
def app(service: Service) -> FastAPI:
    """Its app."""
    return make_app(service)


@pytest.fixture
def ask(app: FastAPI) -> Ask:
    """Sends one request, from this machine."""

    def asked(method: str, path: str, **more: Any) -> httpx.Response:
        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.request(method, path, **more)

        return asyncio.run(once())

    return asked


@pytest.fixture
def send(ask: Ask) -> Ask:
    """Hands in signals."""

    def sent(
        data: object, source: str = "pump-logs", media_type: str = "application/json", **more: Any
    ) -> httpx.Response:
        raw = data if isinstance(data, bytes) else json.dumps(data).encode()
        headers = {"content-type": media_type, **more}
        return ask("POST", f"/v1/signals?source={source}", content=raw, headers=headers)

    return sent


@pytest.fixture
def work(service: Service) -> Callable[[], int]:
    """Works through what was sent, as the worker does."""

    def worked() -> int:
        with LiveStore.open(Path(service.state)) as store:
            return LivePipeline(service.place, service.door, service.inbox, store).step(service.now()).taken

    return worked


@pytest.fixture
def stopped() -> dict[str, object]:
    """An event that a rule of the place finds."""
    return {
        "@timestamp": "2026-03-09T05:30:00Z",
        "Channel": "Microsoft-Windows-Sysmon/Operational",
        "EventID": 1,
        "Hostname": "PUMP-01",
        "User": "MILL\\berta.kurz",
        "Image": "C:\\Windows\\System32\\sc.exe",
        "CommandLine": "sc stop PumpControl",
    }
