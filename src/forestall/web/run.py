"""A service from start to stop: opens the state, listens, says where, and ends cleanly on SIGTERM."""

import ipaddress
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import uvicorn

from forestall.core.errors import InputError
from forestall.guard.passkey import Site
from forestall.guard.seal import Sealer
from forestall.pipeline.master_keys import master_keys
from forestall.pipeline.oidc import service_from
from forestall.pipeline.people import People, parents_of, people
from forestall.pipeline.service import Service
from forestall.store.accounts import Accounts
from forestall.web import with_accounts
from forestall.web.app import make_app
from forestall.web.log import Log
from forestall.web.sign_in import Desk

_GRACE = 10  # how long open requests may take once it is told to stop [s]
_SUITES = "ECDHE+AESGCM:ECDHE+CHACHA20"  # of TLS 1.2, forward secret and authenticated (RFC 9325, 4.2)
_BACKLOG = 2048
_TURN = 0.0005  # after how long a thread at work makes room for one that answers [s]


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a service listens, and how it is reached."""

    host: str = "127.0.0.1"
    """Address."""
    port: int = 8765
    """Port; 0 for any that is free."""
    url: str | None = None
    """The address that people use, where it is another: `https://outlook.example`, behind a proxy."""
    certificate: Path | None = None
    """File with the certificate, for HTTPS without a proxy."""
    key: Path | None = None
    """File with its key."""

    @property
    def https(self) -> bool:
        """Whether people reach it by HTTPS only."""
        return self.certificate is not None or (self.url or "").startswith("https://")


def serve(root: Path, where: Listening, *, state: str | None, out: Path | None, say: Callable[[str], None]) -> None:
    """Serve a place until told to stop.

    Args:
        root: folder of the place
        where: where to listen
        state: folder or URL of the state; None: `.forestall` in the place
        out: folder for the outlook; None: `outlook` in the state's folder
        say: told where it listens

    Raises:
        PlaceError: the place has mistakes.
        StateError: the state cannot be used.
        InputError: the address cannot be listened on, or is not safe to listen on.
    """
    sys.setswitchinterval(_TURN)
    kept = state or str(root / ".forestall")
    folder = root / ".forestall" if "://" in kept else Path(kept)
    log = Log()
    with Service.open(root, kept, out or folder / "outlook", log) as service:
        log.clean = service.door.text
        sealer = Sealer(master_keys(folder, os.environ))
        office = service.place.profile.sender
        with people(kept, sealer, service.now, office, lambda: parents_of(service.place.profile.jurisdictions)) as ours:
            has_accounts = _has_accounts(ours)
            _check(where, has_accounts=has_accounts)
            listener = _listener(where.host, where.port)
            address = where.url or _address(where, listener.getsockname()[1])
            say(f"Forestall serves {service.place.profile.name} at {address}")
            site = Site(urlsplit(address).hostname or where.host, address.rstrip("/"))
            accounts = (
                partial(with_accounts.install, people=ours, desk=Desk(site, service_from(os.environ)))
                if has_accounts
                else None
            )
            app = make_app(service, https=where.https, accounts=accounts)
            _Server(_config(app, where), service).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Lets streams end as soon as it is told to stop."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Told to stop."""
        self._service.condition.stopping = True
        super().handle_exit(sig, frame)


def _config(app: object, where: Listening) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE,
        ws="none",
        backlog=_BACKLOG,
        ssl_certfile=where.certificate,
        ssl_keyfile=where.key,
        ssl_ciphers=_SUITES,
    )


def _has_accounts(ours: People) -> bool:
    with ours.looking() as session:
        return any(account.disabled is None for account in Accounts(session).all())


def _check(where: Listening, *, has_accounts: bool) -> None:
    """That nobody else can reach a service without accounts, nor listen in on one with them."""
    if (where.certificate is None) != (where.key is None):
        raise InputError("--certificate, --key: expected both or none")
    if _is_loopback(where.host):
        return
    if not has_accounts:
        raise InputError(
            f"--host {where.host}: a service without accounts listens on this machine only; add one with "
            "`forestall account add`, or use 127.0.0.1"
        )
    if not where.https:
        raise InputError(
            f"--host {where.host}: passwords and tokens would be sent in the clear; give --certificate and --key, or "
            "--url https://… when a proxy in front does HTTPS"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address(where: Listening, port: int) -> str:
    shown = f"[{where.host}]" if ":" in where.host else where.host
    return f"{'https' if where.https else 'http'}://{shown}:{port}/"


def _listener(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)  # who comes before the app is up waits
    except OSError as error:
        reason = f"{host}:{port}: cannot be listened on ({error.strerror}); choose another with --port"
        raise InputError(reason) from error
    listener.set_inheritable(False)
    return listener
