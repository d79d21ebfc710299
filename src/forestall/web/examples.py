"""Examples in the description of the interface: what the office of `examples/harbour` asked and was told.

`examples.json` is recorded, not written: `FORESTALL_GOLDEN=write pytest tests/web/openapi/test_examples.py`. Secrets in
it are of a service that ended with the recording.
"""

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("examples.json")
"""By operation (`post /v1/cases`), then `request` or a status, then media type."""


def add(described: dict[str, Any]) -> None:
    """Put the examples into a description (OpenAPI 3.1, Media Type Object, `example`).

    Args:
        described: the description; routes that it does not have are passed over
    """
    for key, kept in json.loads(FILE.read_text("utf-8")).items():
        method, _, path = key.partition(" ")
        operation = described["paths"].get(path, {}).get(method)
        if operation is None:
            continue
        for where, values in kept.items():
            told = operation["requestBody"] if where == "request" else operation["responses"][where]
            for media_type, value in values.items():
                told["content"][media_type]["example"] = value
