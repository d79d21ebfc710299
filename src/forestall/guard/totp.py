"""One-time codes of an app on a telephone (RFC 6238): six digits, 30 s, each taken once."""

import hmac
from datetime import datetime

STEP = 30  # time that a code is for [s]; RFC 6238, 5.2
WINDOW = 1  # steps that a clock may be off, before and after; RFC 6238, 5.2
_DIGITS = 6


def new_key() -> str:
    """A new key, 160 bits in base 32 (RFC 4226, 4, R6)."""
    import pyotp  # noqa: PLC0415 - the command line starts without

    return pyotp.random_base32(32)


def link(key: str, account: str) -> str:
    """What an app reads, as `otpauth://…`."""
    import pyotp  # noqa: PLC0415

    return pyotp.TOTP(key, digits=_DIGITS, interval=STEP).provisioning_uri(name=account, issuer_name="Forestall")


def step_of(key: str, code: str, at: datetime, after: int | None) -> int | None:
    """The time step that a code is for; None when it is for none that may be taken.

    Args:
        key: the account's key
        code: what was typed; blanks do not count
        at: when
        after: step of the last code that was taken, so that none is taken twice
    """
    import pyotp  # noqa: PLC0415

    typed = "".join(code.split())
    if len(typed) != _DIGITS or not typed.isascii() or not typed.isdigit():
        return None
    now = int(at.timestamp()) // STEP
    otp = pyotp.TOTP(key, digits=_DIGITS, interval=STEP)
    for step in range(now - WINDOW, now + WINDOW + 1):
        if (after is None or step > after) and hmac.compare_digest(otp.generate_otp(step), typed):
            return step
    return None
