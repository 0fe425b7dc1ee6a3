"""Sees to it that the tests have a Chromium: the machine's, Debian's package, or the one Playwright downloads."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.support.browsers import installed_chromium, use_our_node


def main() -> int:
    """0 when a browser is there or could be installed."""
    use_our_node()
    if installed_chromium() or playwrights_own():
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stdout.write("» A browser for the tests: Debian's Chromium ...\n")
        sys.stdout.flush()
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "update", "-qq"],
            [
                "apt-get",
                "install",
                "-y",
                "-qq",
                "--no-install-recommends",
                "chromium-headless-shell",
                "fonts-liberation",
            ],
        ):
            answer = subprocess.run(command, env=quiet, check=False, capture_output=True, text=True)
            if answer.returncode:
                sys.stderr.write(answer.stdout[-2000:] + answer.stderr[-2000:])
                break
        else:
            return 0
    sys.stdout.write("» A browser for the tests: Playwright's Chromium ...\n")
    sys.stdout.flush()
    if subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode == 0:
        return 0
    sys.stderr.write("No browser for the tests. Install Chromium, or name one: CHROMIUM=/path/to/chromium make test\n")
    return 1


def playwrights_own() -> bool:
    """True when Playwright's Chromium is already installed."""
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


if __name__ == "__main__":
    sys.exit(main())
