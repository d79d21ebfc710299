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
