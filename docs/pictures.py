"""Make the pictures of the README from the page of an example: a desk, and a phone in the dark."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "images"
# name: width and height in CSS pixels, colours, the part at the top
VIEWS = {"plan.png": (1000, 760, "light", "#glance"), "plan-phone.png": (340, 760, "dark", "#next")}


def main() -> int:
    """Make every picture."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        sys.stderr.write("the pictures need Chromium; on Debian:  apt-get install chromium\n")
        return 1
    definition = ROOT / "examples" / "literacy-for-all" / "community.yaml"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        command = [sys.executable, "-m", "cop_plan", "schedule", definition, "--out", folder, "--today", "2026-10-01"]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own command
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for name, (width, height, colours, part) in VIEWS.items():
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=colours)
            page.clock.set_fixed_time("2026-10-01T16:00:00Z")
            page.goto((Path(folder) / "plan.html").as_uri() + part)
            page.screenshot(path=PICTURES / name)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
