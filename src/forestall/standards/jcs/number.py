"""Numbers as ECMAScript writes them (RFC 8785, 3.2.2.3)."""

import math

from forestall.core.errors import StandardError

LARGEST_INTEGER = 2**53 - 1  # I-JSON (RFC 7493), 2.2: beyond it an integer is not exact everywhere
_CLAUSE = "RFC 8785, 3.2.2.3"


def integer_text(number: int, path: str) -> str:
    """An integer in decimal.

    Raises:
        StandardError: it lies outside ±(2^53 - 1), where a double would change it.
    """
    if abs(number) > LARGEST_INTEGER:
        raise StandardError(
            "the integer is larger than 2^53 - 1",
            path=path,
            clause="RFC 7493, 2.2",
            hint="write it as a string",
        )
    return int.__repr__(number)


def float_text(number: float, path: str) -> str:
    """The shortest decimal text that reads as the same double, laid out as `Number::toString` does.

    With k digits d and value 0.d × 10^n: plain digits for n in 1..21, `0.000d` for n in -5..0, else an exponent.

    Raises:
        StandardError: NaN or infinite, which JSON does not have.

    Source:
        ECMA-262 (10th edition, 2019), 7.1.12.1, to which RFC 8785, 3.2.2.3 refers.
    """
    if not math.isfinite(number):
        raise StandardError(f"the number is {number}", path=path, clause=_CLAUSE, hint="write null for a missing value")
    if number == 0:
        return "0"
    digits, n = _shortest(abs(number))
    return ("-" if number < 0 else "") + _laid_out(digits, n)


def _shortest(number: float) -> tuple[str, int]:
    """Digits without zeros at the ends, and n such that the number is 0.digits × 10^n."""
    mantissa, _, exponent = float.__repr__(number).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    zeros = len(whole + fraction) - len(digits)
    return digits.rstrip("0"), len(whole) - zeros + int(exponent or 0)


def _laid_out(digits: str, n: int) -> str:
    k = len(digits)
    if k <= n <= 21:
        return digits + "0" * (n - k)
    if 0 < n <= 21:
        return f"{digits[:n]}.{digits[n:]}"
    if -6 < n <= 0:
        return f"0.{'0' * -n}{digits}"
    fraction = f".{digits[1:]}" if k > 1 else ""
    return f"{digits[0]}{fraction}e{n - 1:+d}"
