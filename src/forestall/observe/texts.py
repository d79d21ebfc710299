"""Lines of a text log as text, whatever their bytes are."""


def decoded(data: bytes, number: int) -> str:
    """A line as text; what is no UTF-8 is replaced, and a byte order mark before line 1 is dropped."""
    return data.decode("utf-8-sig" if number == 1 else "utf-8", "replace").removesuffix("\r")
