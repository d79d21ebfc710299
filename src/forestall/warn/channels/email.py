"""E-mail: one message to the addresses of an office, the CAP messages attached, updates in the thread of their alert.

The Message-ID is that of the parcel, so a message sent twice is one message. What the mail server says decides:
nothing taken before the dot, perhaps taken when it falls silent after it (RFC 5321, 4.2.5 and 4.5.3.2.6).
"""

import asyncio
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from forestall.core.errors import AwayError, InputError
from forestall.warn.channel import Message, Outcome, Result
from forestall.warn.notice import Notice, notice

Connect = Callable[[str, int, float], socket.socket]
"""Connects to a host and port within so many seconds, where that is allowed."""
PATIENCE = 60.0
MOST_ATTACHED = 8 * 2**20
"""Attachments of one message together [byte]."""
PATIENT = 4
"""After so many failures those addresses that are accepted get the message without the others."""
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_URGENT = ("Extreme", "Severe")


@dataclass(frozen=True, slots=True)
class Mail:
    """How an office's mail server is reached."""

    host: str
    """The mail server."""
    port: int
    """Its port."""
    security: str
    """`starttls`, `tls` or `none`."""
    sender: str
    """From."""
    to: tuple[str, ...]
    """To."""
    user: str | None = None
    """User name."""
    password: bytes | None = None
    """Password."""
    trust: ssl.SSLContext | None = None
    """Whom to trust."""


class EmailChannel:
    """Sends e-mail."""

    def __init__(self, mail: Mail, connect: Connect, failures: int = 0) -> None:
        """Take the mail server, what connects to it, and how often the lane has failed since its last success."""
        self._mail, self._connect, self._failures = mail, connect, failures

    async def send(self, message: Message) -> Result:
        """Try once."""
        return await asyncio.to_thread(self._sent, letter(message, self._mail))

    def _sent(self, text: EmailMessage) -> Result:
        server = _Server(self._connect, self._mail)
        try:
            return self._handed_over(server, text)
        except (smtplib.SMTPException, OSError, AwayError, InputError) as error:
            return Result(Outcome.AWAY, f"{self._mail.host}: {_told(error)}")
        finally:
            server.close()

    def _handed_over(self, server: "_Server", text: EmailMessage) -> Result:
        server.greet()
        code, said = server.mail(self._mail.sender)
        if code != 250:
            return Result(Outcome.AWAY, f"{self._mail.host}: {_reply(code, said)}")
        refused = [reply for address in self._mail.to if (reply := server.rcpt(address))[0] not in (250, 251)]
        several = f"{len(refused)} of {len(self._mail.to)} addresses refused"
        if refused and (len(refused) == len(self._mail.to) or self._failures < PATIENT):
            return Result(Outcome.AWAY, f"{self._mail.host}: {several}: {_reply(*refused[0])}")
        return self._content(server, text.as_bytes(policy=SMTP), several if refused else "")

    def _content(self, server: "_Server", content: bytes, note: str) -> Result:
        try:
            code, said = server.data(content)
        except smtplib.SMTPDataError as error:
            return Result(_verdict(error.smtp_code), f"{self._mail.host}: {_told(error)}")
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            return Result(Outcome.UNSURE, f"{self._mail.host}: fell silent after the message ({_told(error)})")
        if code == 250:
            return Result(Outcome.TAKEN, note)
        return Result(_verdict(code), f"{self._mail.host}: {_reply(code, said)}")


def letter(message: Message, mail: Mail) -> EmailMessage:
    """A message as it is mailed; the same message always gives the same bytes.

    Raises:
        InputError: an address is none.
    """
    attached = _attached(message)
    said = notice(message, len(message.items) - len(attached))
    text = EmailMessage(policy=SMTP)
    text["Message-ID"] = _id(message.id, message.domain)
    if message.follows:
        text["In-Reply-To"] = _id(message.follows[-1], message.domain)
        text["References"] = " ".join(_id(each, message.domain) for each in message.follows[-20:])
    text["Date"] = message.at
    text["From"] = _address(mail.sender)
    text["To"] = tuple(_address(each) for each in mail.to)
    text["Subject"] = _harmless(said.line)
    text["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic answers
    if any(item.alert.severity in _URGENT and item.alert.msg_type != "Cancel" for item in message.items):
        text["Importance"] = "High"
    _fill(text, said, attached, message.id)
    text["Content-Language"] = said.language  # after the content, which takes headers of its own kind away
    return text


def _fill(text: EmailMessage, said: Notice, attached: list[tuple[str, bytes]], boundary: str) -> None:
    text.set_content(said.text, cte="quoted-printable")
    for name, content in attached:
        text.add_attachment(content, maintype="application", subtype="cap+xml", filename=name)
    if attached:
        text.set_boundary(f"={boundary}=")


def _attached(message: Message) -> list[tuple[str, bytes]]:
    room, found = MOST_ATTACHED, []
    for item in message.items:
        room -= len(item.cap)
        if room < 0:
            break
        found.append((f"{_UNSAFE.sub('_', item.alert.identifier)[:180]}.xml", item.cap))
    return found


def _harmless(line: str) -> str:
    """A line without encoded words (RFC 2047): Python's `email` would decode them, and line ends in them with them."""
    return line.replace("=?", "= ?")


def _id(name: str, domain: str) -> str:
    return f"<{name}@{domain}>"


def _address(text: str) -> Address:
    try:
        return Address(addr_spec=text)
    except (ValueError, IndexError) as error:
        raise InputError(f"address {text[:80]!r}: expected one such as duty-desk@city.example") from error


class _Server(smtplib.SMTP):
    """A mail server to which somebody else connects us."""

    def __init__(self, connect: Connect, mail: Mail) -> None:
        super().__init__(timeout=PATIENCE, local_hostname=mail.sender.rpartition("@")[2])
        self._judged, self._mail = connect, mail
        self._host = mail.host

    def greet(self) -> None:
        """Connect, protect the connection, sign in."""
        code, said = self.connect(self._mail.host, self._mail.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, said)
        if self._mail.security == "starttls":
            self.starttls(context=self._mail.trust)
        self.ehlo_or_helo_if_needed()
        if self._mail.user is not None and self._mail.password is not None:
            self.login(self._mail.user, self._mail.password.decode())

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = self._judged(host, port, timeout)
        if self._mail.security != "tls" or self._mail.trust is None:
            return plain
        return self._mail.trust.wrap_socket(plain, server_hostname=host)


def _verdict(code: int) -> Outcome:
    return Outcome.REFUSED if 500 <= code < 600 else Outcome.AWAY


def _reply(code: int, said: bytes) -> str:
    return f"{code} {said.decode('utf-8', 'replace')[:200]}"


def _told(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return _reply(error.smtp_code, said if isinstance(said, bytes) else said.encode())
    return (str(error) or type(error).__name__)[:200]
