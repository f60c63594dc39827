"""Is there a browser for the journeys, and a font with Chinese? Finds them, installs them where it may, or says how."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ADVICE = """\
The browser journeys need Chromium and a Chinese font, and neither could be installed from here.
Install them, then run this again. On Debian and Ubuntu, as root:
    apt-get install chromium fonts-noto-cjk
elsewhere: .venv/bin/playwright install --with-deps chromium
or name a Chromium of your own: CHROMIUM=/path/to/chromium make journeys"""


def chromium() -> str | None:
    """Return the path of a Chromium that is here: the one named, the system's, or playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return named
    for name in NAMES:
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def has_chinese_font() -> bool:
    """Return whether text in Chinese will show; without fontconfig there is nothing to ask, and the browser decides."""
    if not shutil.which("fc-list"):
        return sys.platform != "linux"
    listed = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def install() -> None:
    """Install what is missing: playwright's Chromium, else the system's packages when we are root."""
    if chromium() is None:
        _try([sys.executable, "-m", "playwright", "install", "chromium"])
    missing = ([] if chromium() else ["chromium"]) + ([] if has_chinese_font() else ["fonts-noto-cjk"])
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _try(["apt-get", "update", "-qq"], environment)
        _try(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "fontconfig", *missing], environment)


def _try(command: Sequence[str], environment: dict[str, str] | None = None) -> None:
    """Run an installer whose failure is answered for by what is found afterwards."""
    sys.stderr.write(f"Running {' '.join(command)} …\n")
    subprocess.run(command, check=False, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def main() -> int:
    if not (chromium() and has_chinese_font()):
        install()
    if not (chromium() and has_chinese_font()):
        sys.stderr.write(ADVICE + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
