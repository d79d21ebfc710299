"""Marks a text as one that people read, where it is named; it is translated where it is shown."""


def N_(message: str) -> str:  # noqa: N802 - the name that every tool for catalogues of translations looks for
    """The text itself; catalogues of translations are made of all texts that stand in such a call."""
    return message
