"""A copy of the program into which the examples of docs/extending.md are put, and which runs."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from conftest import PATIENCE_SECONDS, ROOT, Ran

PAGE = ROOT / "docs" / "extending.md"


class Extended:
    """A copy of the program with the files of one section of the page, and no other change.

    What the page shows of a file that is there already goes to its end.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], section: str) -> None:
        self._folder = folder
        self._environment = {**environment, "PYTHONPATH": str(folder)}
        found = re.search(
            rf"^## {section}\n(.*?)(?=^## |\Z)", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
        )
        assert found, section
        self._text = found[1]
        for name in ("cop_plan", "templates"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("docs", "tests"):
            (folder / name).mkdir()
            for path in (ROOT / name).glob("*.py"):
                shutil.copyfile(path, folder / name / path.name)
        for name, text in re.findall(r"^```\w+ (\S+)\n(.*?)^```$", self._text, re.DOTALL | re.MULTILINE):
            self.write(name, self.read(name) + text if (folder / name).exists() else text)

    @property
    def commands(self) -> list[tuple[str, str]]:
        """Return each command of the section, with what the page says that it shows."""
        found = re.findall(r"^```sh\n(.*?)\n```\n\n```text\n(.*?)^```$", self._text, re.DOTALL | re.MULTILINE)
        assert found
        return found

    def read(self, name: str) -> str:
        """Return the text of a file of the copy."""
        return (self._folder / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        """Write a file into the copy."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(self, *words: str) -> Ran:
        """Run Python in the copy."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    def cop_plan(self, *words: str) -> Ran:
        """Run `cop-plan` in the copy."""
        return self.run("-m", "cop_plan", *words)

    def passes(self, *words: str) -> None:
        """Run tests in the copy; some must be chosen, and all pass."""
        ran = self.run("-m", "pytest", "-q", "-p", "no:cacheprovider", *words)
        assert ran.code == 0, ran


def is_shown(text: str, shown: str) -> bool:
    """Return whether a text of the page is what a command shows; a line of … stands for any lines."""
    return re.fullmatch(re.escape(text).replace(re.escape("…\n"), "(?:.*\n)+"), shown) is not None
