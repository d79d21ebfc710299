"""A real mail server on this machine that keeps what it takes and answers as a test says."""

import asyncio
import ssl
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass(slots=True)
class MailServer:
    """One mail server."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    commands: list[tuple[str, ...]] = field(default_factory=list)
    answer: str = "250 taken"
    refused: dict[str, str] = field(default_factory=dict)
    protected: list[bool] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    thread: threading.Thread | None = None
    server: asyncio.Server | None = None
    sessions: list[SMTP] = field(default_factory=list)

    @classmethod
    def start(cls, certificate: Path | None = None, *, implicit: bool = False, password: str = "") -> "MailServer":
        """Listen; with a certificate by STARTTLS, or from the first byte when `implicit`."""
        made, context = cls(), None
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
        options: dict[str, Any] = {"loop": made.loop, "hostname": "localhost"}
        if context is not None and not implicit:
            options |= {"tls_context": context, "require_starttls": True}
        if password:
            options |= {
                "authenticator": _checks(password),
                "auth_required": not implicit,
                "auth_require_tls": not implicit,
            }
        listening = made.loop.create_server(
            lambda: made._session(options), "127.0.0.1", 0, ssl=context if implicit else None
        )
        made.server = made.loop.run_until_complete(listening)
        made.port = made.server.sockets[0].getsockname()[1]
        made.thread = threading.Thread(target=made.loop.run_forever, daemon=True)
        made.thread.start()
        return made

    def stop(self) -> None:
        if self.thread is not None:
            asyncio.run_coroutine_threadsafe(self._finish(), self.loop).result(10)
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.thread.join(10)
            self.thread = None
            self.loop.close()

    async def _finish(self) -> None:
        if self.server is not None:
            self.server.close()
        for each in self.sessions:
            if each.transport is not None:
                each.transport.abort()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)

    def _session(self, options: dict[str, Any]) -> SMTP:
        self.sessions.append(SMTP(self, **options))
        return self.sessions[-1]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.protected.append(server.transport.get_extra_info("sslcontext") is not None)
        if self.answer == "silence":
            self._keep(envelope)
            server.transport.abort()
            return "250 never heard"
        if self.answer.startswith("250"):
            self._keep(envelope)
        return self.answer

    def _keep(self, envelope: Envelope) -> None:
        content = envelope.content
        assert isinstance(content, bytes)
        self.raw.append(content)
        read = message_from_bytes(content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        self.taken.append(read)
        self.commands.append(tuple(envelope.rcpt_tos))


def _checks(password: str) -> object:
    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password == password.encode()
        return AuthResult(success=good, handled=False)

    return check
