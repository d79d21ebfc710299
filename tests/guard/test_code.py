"""What our code never does, looked up in the code itself: run text, build SQL, trust XML, use old cryptography."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "src" / "forestall"
WEB = CODE / "web"
OWN_CACHE = "engine/program/keep.py"
"""The one file that reads pickles, which only its own user can have written."""

OWN_NAMES = {"store/audit.py", "store/bulk.py", "store/connect.py", "store/lock.py"}
"""Files with statements into which names of our own settings, tables and columns, or numbers of locks, are put."""


@cache
def _trees() -> tuple[tuple[str, ast.Module], ...]:
    files = sorted(path for path in CODE.rglob("*.py") if "frontend" not in path.parts)
    return tuple((path.relative_to(CODE).as_posix(), ast.parse(path.read_text("utf-8"))) for path in files)


def _dotted(node: ast.expr) -> str:
    """`a.b.c`; what is no name is left out."""
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


@cache
def _calls() -> tuple[tuple[str, str, ast.Call], ...]:
    """File and line, what is called, and the call."""
    return tuple(
        (f"{file}:{node.lineno}", _dotted(node.func), node)
        for file, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    )


@cache
def _imports() -> tuple[tuple[str, str], ...]:
    """File, and a module or something of it."""
    found = []
    for file, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found += [(file, each.name) for each in node.names]
            elif isinstance(node, ast.ImportFrom):
                found += [(file, node.module or ""), *((file, f"{node.module}.{each.name}") for each in node.names)]
    return tuple(found)


def _said(call: ast.Call, name: str) -> str:
    return next((ast.unparse(each.value) for each in call.keywords if each.arg == name), "")


def test_no_text_is_run_as_code() -> None:
    ways = {"eval", "exec", "compile", "__import__", "yaml.load", "yaml.unsafe_load", "yaml.full_load", "marshal.loads"}
    assert [where for where, name, call in _calls() if name in ways and "Safe" not in ast.unparse(call)] == []


def test_nothing_is_unpickled_but_the_users_own_cache() -> None:
    ways = ("pickle", "shelve", "marshal", "dill", "cloudpickle", "joblib")
    assert {file for file, name in _imports() if name.split(".")[0] in ways} <= {OWN_CACHE}


def test_no_command_goes_through_a_shell() -> None:
    shells = {"os.system", "os.popen", "subprocess.getoutput", "asyncio.create_subprocess_shell"}
    assert [where for where, name, call in _calls() if name in shells or _said(call, "shell") == "True"] == []


def test_no_statement_of_sql_is_made_of_what_was_sent() -> None:
    runs = ("text", "exec_driver_sql", "execute", "executescript")
    made = {
        where.partition(":")[0]
        for where, name, call in _calls()
        if name.rpartition(".")[2] in runs and call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    }
    assert {file for file in made if "/migrations/" not in file} <= OWN_NAMES


def test_every_xml_parser_resolves_no_entity_and_opens_no_address() -> None:
    found = [(where, call) for where, name, call in _calls() if name.rpartition(".")[2] == "XMLParser"]
    assert len(found) >= 5
    safe = [(_said(call, "resolve_entities"), _said(call, "no_network")) for _where, call in found]
    assert set(safe) == {("False", "True")}


def test_no_xml_is_read_without_such_a_parser() -> None:
    reads = re.compile(r"etree\.(fromstring|parse|XML|iterparse)")
    found = [(where, call) for where, name, call in _calls() if reads.fullmatch(name)]
    assert [where for where, call in found if len(call.args) + len(call.keywords) < 2] == []
    others = ("xml.sax.make_parser", "xml.sax.parse", "xml.dom", "xml.etree.ElementTree.parse")
    assert [each for each in _imports() if each[1].startswith(others)] == []


def test_no_path_of_xml_is_made_of_what_was_sent() -> None:
    made = [
        (where, ast.unparse(call.args[0]))
        for where, name, call in _calls()
        if name.rpartition(".")[2] == "xpath" and call.args and not isinstance(call.args[0], ast.Constant)
    ]
    assert made == []


def test_only_hashes_without_known_collisions_are_used() -> None:
    used = {name.removeprefix("hashlib.") for _where, name, _call in _calls() if re.fullmatch(r"hashlib\.\w+", name)}
    assert "sha256" in used
    assert used <= {"sha256", "sha512", "sha3_256", "blake2b", "file_digest"}
    assert [where for where, name, _call in _calls() if name in {"hashes.MD5", "hashes.SHA1"}] == []


def test_only_authenticated_encryption_is_used() -> None:
    ciphers = {name for _file, name in _imports() if "primitives.ciphers" in name}
    assert {name.rpartition(".")[2] for name in ciphers} <= {"aead", "AESGCM"}
    assert ciphers


def test_what_must_not_be_guessed_comes_from_the_system() -> None:
    rooms = ("guard/", "ledger/", "web/")
    assert [file for file, name in _imports() if name.split(".")[0] == "random" and file.startswith(rooms)] == []


def test_every_certificate_is_checked() -> None:
    text = "\n".join(path.read_text("utf-8") for path in sorted(CODE.rglob("*.py")))
    ways = r"CERT_NONE|verify=False|check_hostname\s*=\s*False|_create_unverified_context|ssl\.wrap_socket"
    assert re.findall(ways, text) == []


def test_every_template_escapes_what_it_is_given() -> None:
    made = [(where, call) for where, name, call in _calls() if name.rpartition(".")[2] == "Environment"]
    assert len(made) >= 4
    assert [where for where, call in made if _said(call, "autoescape") != "True"] == []
    pages = [path for path in CODE.rglob("*.html") if re.search(r"\|\s*safe\b|autoescape", path.read_text("utf-8"))]
    assert [path.name for path in pages] == []


def test_no_template_is_made_of_text() -> None:
    assert [where for where, name, _call in _calls() if name.rpartition(".")[2] == "from_string"] == []
    assert [each for each in _imports() if each[1] in ("jinja2.Template", "string.Template")] == []


def _scripts() -> list[Path]:
    return sorted(path for path in (WEB / "static").glob("*.js"))


def test_no_script_turns_text_into_markup_or_code() -> None:
    ways = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc")
    assert len(_scripts()) > 10
    assert [f"{path.name}: {found[0]}" for path in _scripts() if (found := ways.search(path.read_text("utf-8")))] == []


def test_scripts_keep_nothing_in_the_browser_and_hear_no_other_window() -> None:
    ways = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.open|postMessage|onmessage")
    assert [f"{path.name}: {found[0]}" for path in _scripts() if (found := ways.search(path.read_text("utf-8")))] == []


PATTERNS = {
    "engine/expression.py": "expressions of detection rules, which are refused when they could run away",
    "standards/cql2/condition.py": "made of pieces that are escaped where they are put together",
    "standards/sigma/condition.py": "a name of selections that is escaped, but for its stars",
    "standards/sigma/pcre.py": "an expression of a rule, tried when it is read",
    "standards/sigma/pipeline.py": "expressions of a processing pipeline, which the place writes as such",
    "standards/sigma/pipeline_file.py": "the same, tried when they are read",
    "standards/sigma/lint/logic.py": "made of pieces that are escaped where they are put together",
    "guard/patterns.py": "constants of the module, handed to one function",
    "guard/suspects.py": "constants of the module, handed to one function",
    "outlook/said.py": "made of pieces that are escaped where they are put together",
    "place/forms.py": "constants of the module, kept in records",
}
"""Files whose regular expressions are made where a look at one call cannot follow, and of what."""
ESCAPING = {"re.escape", "translate"}


def _literal(node: ast.expr) -> bool:
    """Whether a pattern is made of constants of the module and of what is escaped."""
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            return name == name.upper()
        case ast.Attribute(value=value):
            return _literal(value)
        case ast.Call(func=func, args=args):
            joins = isinstance(func, ast.Attribute) and func.attr == "join"
            return _dotted(func) in ESCAPING or (joins and all(_literal(each) for each in args))
        case ast.GeneratorExp(elt=each) | ast.FormattedValue(value=each):
            return _literal(each)
        case ast.JoinedStr(values=parts):
            return all(_literal(each) for each in parts)
        case ast.BinOp(left=left, right=right):
            return _literal(left) and _literal(right)
        case ast.IfExp(body=body, orelse=orelse):
            return _literal(body) and _literal(orelse)
        case _:
            return False


def test_a_regular_expression_is_made_of_constants_and_of_what_is_escaped() -> None:
    ways = {f"re.{name}" for name in ("compile", "match", "fullmatch", "search", "sub", "split", "findall", "finditer")}
    found = [(where, call) for where, name, call in _calls() if name in ways]
    assert len(found) > 100
    made = {where for where, call in found if not _literal(call.args[0])}
    assert {where for where in made if where.partition(":")[0] not in PATTERNS} == set()


def test_what_is_built_of_pieces_escapes_them() -> None:
    for file, made in PATTERNS.items():
        assert ("escaped" not in made) or "re.escape(" in (CODE / file).read_text("utf-8")


FORMS = {
    "warn/language.py": "the sentence of a language, which is ours",
    "place/pages.py": "a sentence of the module, by the form of a file",
    "outlook/briefing/drawings.py": "a sentence of the module, chosen by what it is about",
}
"""Files that fill in a text which is no constant where it stands, and what it is."""


def test_no_text_with_places_to_fill_comes_from_outside() -> None:
    filled = [
        where
        for where, _name, call in _calls()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in {"format", "format_map"}
        and not isinstance(call.func.value, ast.Constant)
        and not (isinstance(call.func.value, ast.Name) and call.func.value.id == call.func.value.id.upper())
    ]
    assert {where for where in filled if where.partition(":")[0] not in FORMS} == set()


KEYED = {"queue.js": "keys[key] =", "passkey.js": "response[name] ="}
"""Scripts that write by a name that is no constant where it stands: it comes from a list of the script."""


def test_no_script_writes_by_a_name_that_was_sent() -> None:
    written = re.compile(
        r"[\w$)\]]\[[A-Za-z_$][\w$.]*\]\s*=(?![=>])|__proto__|\.prototype\b|Object\.assign\(|setPrototypeOf"
    )
    found = {(path.name, each[0]) for path in _scripts() for each in written.finditer(path.read_text("utf-8"))}
    assert {name for name, _text in found} <= set(KEYED), found
    assert all(KEYED[name].endswith(text[1:]) for name, text in found), found
