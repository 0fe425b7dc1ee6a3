"""Sees to it that the tests of signing in have an identity provider to sign in with. `make test` runs it."""

import hashlib
import os
import subprocess
import sys

from tools import setup

FOLDER = setup.ROOT / "tests" / "identity_provider"
STAMP = FOLDER / "node_modules" / ".installed"


def main() -> int:
    """0 when what the lock file names is installed."""
    wanted = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return 0
    setup.say("An identity provider for the tests ...")
    node = setup.own_node()
    command = ["npm", "ci"]
    env = dict(os.environ)
    if node is not None:
        command = [str(node), str(node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"), "ci"]
        env["PATH"] = f"{node.parent}{os.pathsep}{env.get('PATH', '')}"
    answer = subprocess.run(command, cwd=FOLDER, env=env, check=False, capture_output=True, text=True)
    if answer.returncode:
        sys.stderr.write(answer.stdout + answer.stderr)
        return 1
    STAMP.write_text(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
