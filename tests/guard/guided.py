"""One parser under atheris, which keeps what reaches new code: `guided.py PARSER SECONDS FINDS CORPUS [MORE SEEDS…]`.

Whatever is neither read nor refused in time is written into FINDS, one file for each place in the code, with a
line for people beside it. Ends by itself; a crash of a library written in C ends it with an error.
"""

import hashlib
import sys
import time
import traceback
import warnings
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parent))
COMPILED = (
    "forestall.engine",
    "forestall.science",
    "forestall.observe.json_bytes",
    "forestall.observe.json_scan",
    "forestall.observe.json_texts",
)
"""What numba compiles must stay as it is."""

with atheris.instrument_imports(include=["forestall"], exclude=list(COMPILED)):
    from every_parser import PARSERS, Parser

    from forestall.core.errors import ForestallError

SLOW = 5.0  # of the processor [s]
LONGEST, LONGEST_OF = 16_384, {"EVTX": 69_632}  # content that is tried [byte]
HANGING = 300  # [s]
MEMORY = 4_096  # [MB]


@atheris.instrument_func
def planted(data: bytes) -> None:
    """A parser with a fault that blind changes hardly ever meet."""
    if data[:1] == b"F" and data[1:2] == b"o" and data[2:3] == b"r":
        raise KeyError("planted")


EVERY = {**PARSERS, "planted": (planted, (b"Feed",))}


class Finds:
    """What a parser neither read nor refused."""

    def __init__(self, folder: Path) -> None:
        """Take the folder that they are written into."""
        self._folder = folder
        self._known: set[str] = set()

    def add(self, data: bytes, what: str, why: str) -> None:
        """Keep one, unless the like is known."""
        if what in self._known:
            return
        self._known.add(what)
        name = hashlib.sha256(what.encode()).hexdigest()[:12]
        (self._folder / name).write_bytes(data)
        (self._folder / f"{name}.txt").write_text(f"{what}\n{why}\n{data!r:.2000}\n")


def tried(parser: Parser, finds: Finds, data: bytes) -> None:
    """Give a parser some content."""
    began = time.process_time()
    try:
        parser(data)
    except ForestallError as error:
        if not str(error):
            finds.add(data, f"no words: {_place(error)}", "")
    except BaseException as error:  # noqa: BLE001 - a library's panic is no Exception
        finds.add(data, f"{type(error).__name__}: {_place(error)}", "".join(traceback.format_exception(error)))
    took = time.process_time() - began
    if took > SLOW:
        finds.add(data, "slow", f"{took:.1f} s")


def _place(error: BaseException) -> str:
    """The innermost line of ours."""
    ours = [one for one in traceback.extract_tb(error.__traceback__) if "/forestall/" in one.filename]
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "outside"


def main() -> None:
    """Fuzz."""
    name, seconds, folder, *corpus = sys.argv[1:]
    parser, good = EVERY[name]
    warnings.simplefilter("ignore")
    finds = Finds(Path(folder))
    for number, data in enumerate(good):
        Path(corpus[0], f"good-{number}").write_bytes(data)
        tried(parser, finds, data)  # what is made once does not count
    options = (
        *(
            f"-max_total_time={seconds}",
            f"-max_len={LONGEST_OF.get(name, LONGEST)}",
            f"-timeout={HANGING}",
            f"-rss_limit_mb={MEMORY}",
        ),
        *("-seed=6", "-print_final_stats=1", f"-artifact_prefix={folder}/"),
    )
    atheris.Setup([sys.argv[0], *options, *corpus], lambda data: tried(parser, finds, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
