"""Writes the client for Python from the description of the interface: `python -m forestall.web.client_writer`.

The client is one file that needs only Python 3.11; what never changes of it stands in `client_head.py.txt`.
"""

import keyword
import re
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from forestall import __version__
from forestall.web.app import ROUTERS

TARGET = Path(__file__).parents[1] / "content" / "client" / "forestall_client.py"
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_BYTES = "body: bytes"
_METHODS = ("get", "post", "put", "patch", "delete")
_Schema = Mapping[str, Any]


def source() -> str:
    """The client."""
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    described = get_openapi(title="Forestall", version=__version__, openapi_version="3.1.0", routes=app.routes)
    head = files("forestall.web").joinpath("client_head.py.txt").read_text(encoding="utf-8")
    schemas = described.get("components", {}).get("schemas", {})
    blocks = [_record(name, schemas[name]) for name in sorted(schemas)]
    methods: dict[str, str] = {}
    for path in sorted(described["paths"], key=lambda each: (not each.startswith("/v1"), each)):
        for method in (each for each in _METHODS if each in described["paths"][path]):
            name = _call(method, path)
            free = name if name not in methods else f"{name}_at_{_name(path.strip('/'))}"
            route = described["paths"][path][method]
            methods[free] = _method(method, path, route, free)
            if item := _item(route, schemas):
                every = free.replace("get_", "every_", 1)
                methods[every] = _iterator(path, route, every, item)
    return head.replace("# RECORDS\n", "\n\n".join(each for each in blocks if each) + "\n") + "\n".join(
        methods[each] for each in sorted(methods)
    )


def main() -> int:
    """Write it."""
    TARGET.write_text(source(), encoding="utf-8")
    sys.stdout.write(f"{TARGET}\n")
    return 0


def _record(name: str, schema: _Schema) -> str:
    if schema.get("type") != "object":
        return f"{_name(name)}: TypeAlias = {_type(schema)!r}"
    needed, lines = set(schema.get("required", ())), []
    for key, each in schema.get("properties", {}).items():
        kind = _type(each)
        lines.append(f'    "{key}": "{kind if key in needed else f"NotRequired[{kind}]"}",')
    return f'{_name(name)} = TypedDict("{_name(name)}", {{\n' + "\n".join(lines) + "\n})"


def _type(schema: _Schema) -> str:
    if "$ref" in schema:
        return _name(schema["$ref"].rpartition("/")[2])
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return f"Literal[{', '.join(repr(each) for each in values)}]"
    if "anyOf" in schema or "oneOf" in schema:
        kinds = dict.fromkeys(_type(each) for each in schema.get("anyOf", schema.get("oneOf", ())))
        return " | ".join(kinds)
    if schema.get("type") == "array":
        return f"list[{_type(schema.get('items', {}))}]"
    if schema.get("type") == "object":
        return "dict[str, Any]"
    return _PLAIN.get(str(schema.get("type")), "Any")


def _method(method: str, path: str, route: _Schema, name: str) -> str:
    parameters = route.get("parameters", ())
    inside = [each for each in parameters if each["in"] == "path"]
    asked = [each for each in parameters if each["in"] in ("query", "header") and each["name"] != "content-type"]
    body, kind = _body(route)
    needed = [f"{_name(each['name'])}: {_type(each['schema'])}" for each in inside]
    options = [f"{_name(each['name'])}: {_optional(each['schema'])} = None" for each in asked]
    if body:
        needed.append(body)
    if body == _BYTES:
        options.append(f'content_type: str = "{kind}"')
    signature = ", ".join(["self", *needed, *(["*", *options] if options else [])])
    answer = _answer(route)
    told = " ".join(str(route.get("description") or route.get("summary") or path).split())
    names = {where: [each["name"] for each in asked if each["in"] == where] for where in ("query", "header")}
    sent = [f'"{method.upper()}"', _address(path, inside)]
    for where, listed in names.items():
        if listed:
            sent.append(f"{where}={{{', '.join(f'{each!r}: {_name(each)}' for each in listed)}}}")
    if body:
        sent.append("body=body, kind=content_type" if body == _BYTES else "json_body=body")
    call = f"self._ask({', '.join(sent)})"
    read = f"return _json({call})" + ("" if answer == "Any" else "  # type: ignore[no-any-return]")
    done = f"return {call}" if answer == "bytes" else read
    return f'    def {name}({signature}) -> "{answer}":\n        """{_told(told)}"""\n        {done}\n'


def _item(route: _Schema, schemas: _Schema) -> str:
    """The type of what stands in a list with a cursor; empty for anything else."""
    names = {each["name"] for each in route.get("parameters", ())}
    items = schemas.get(_answer(route), {}).get("properties", {}).get("items", {})
    return _type(items.get("items", {})) if {"limit", "after"} <= names and items else ""


def _iterator(path: str, route: _Schema, name: str, item: str) -> str:
    asked = [each for each in route["parameters"] if each["name"] not in ("after", "offset")]
    options = ", ".join(f"{_name(each['name'])}: {_optional(each['schema'])} = None" for each in asked)
    query = ", ".join(f"{each['name']!r}: {_name(each['name'])}" for each in asked)
    told = _told(f"Every item, page by page: {route.get('description', '')}")
    return (
        f'    def {name}(self, *, {options}) -> "Iterator[{item}]":\n        """{told}"""\n'
        f'        return self._every("{path}", query={{{query}}})\n'
    )


def _body(route: _Schema) -> tuple[str, str]:
    content = route.get("requestBody", {}).get("content", {})
    if not content:
        return "", ""
    if set(content) == {"application/json"}:
        return f'body: "{_type(content["application/json"].get("schema", {}))}"', "application/json"
    return _BYTES, next(iter(content))


def _answer(route: _Schema) -> str:
    for status in ("200", "201", "202"):
        content = route.get("responses", {}).get(status, {}).get("content", {})
        if "application/json" in content:
            kind = _type(content["application/json"].get("schema", {}))
            return kind if kind != "Any" or len(content) == 1 else "bytes"
    return "bytes"


def _optional(schema: _Schema) -> str:
    kind = _type(schema)
    return kind if "None" in kind.split(" | ") else f"{kind} | None"


def _address(path: str, inside: list[Any]) -> str:
    made = path
    for each in inside:
        made = made.replace(f"{{{each['name']}}}", f"{{_part({_name(each['name'])})}}")
    return f'f"{made}"' if inside else f'"{path}"'


def _call(method: str, path: str) -> str:
    words = re.findall(r"\{?[A-Za-z0-9_]+\}?", path.removeprefix("/v1"))
    said = [f"by_{each.strip('{}')}" if each.startswith("{") else each for each in words]
    return _name("_".join([method, *said]))


def _name(text: str) -> str:
    found = re.sub(r"\W", "_", text)
    return f"{found}_" if keyword.iskeyword(found) else found


def _told(text: str) -> str:
    short = text if len(text) <= 100 else text[:99].rsplit(" ", 1)[0] + " …"
    return short.replace("\\", "").replace('"', "'")


if __name__ == "__main__":
    raise SystemExit(main())
