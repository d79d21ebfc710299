"""Ids that follow from what they name: the same thing gets the same id in every pass."""

import hashlib


def digest_id(prefix: str, *parts: object) -> str:
    """`prefix-` and 16 hex digits of the SHA-256 of the parts, joined by a unit separator (U+001F).

    Two lists of parts never collide by shifting text from one part to the next.
    """
    text = "\x1f".join(f"{len(str(part))}:{part}" for part in parts)
    return f"{prefix}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
