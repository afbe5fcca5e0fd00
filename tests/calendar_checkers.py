"""Programs of others that look over a calendar file, where they are here: libical's check and SabreDAV's."""

import atexit
import functools
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from conftest import PATIENCE_SECONDS

HERE = Path(__file__).parent
_SABRE = Path("/usr/share/php/Sabre/VObject/autoload.php")


@functools.cache
def libical() -> tuple[str, ...] | None:
    """Build the program that asks libical and return its command; None where there is no compiler or no libical."""
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        return None
    program = Path(tempfile.mkdtemp(prefix="cop-plan-libical-")) / "check"
    atexit.register(shutil.rmtree, program.parent, ignore_errors=True)
    command = [compiler, "-O1", "-o", str(program), str(HERE / "check_with_libical.c"), "-lical"]
    built = subprocess.run(command, capture_output=True, timeout=PATIENCE_SECONDS)
    return (str(program),) if built.returncode == 0 else None


@functools.cache
def sabre() -> tuple[str, ...] | None:
    """Return the command that asks SabreDAV; None where there is no PHP or no SabreDAV."""
    php = shutil.which("php")
    return (php, str(HERE / "check_with_sabre.php"), str(_SABRE)) if php and _SABRE.is_file() else None


CHECKERS = {"libical": libical, "sabre": sabre}


def complaints(pages: Mapping[str, bytes]) -> list[str]:
    """Return what the programs that are here say against the calendars among some pages."""
    calendars = {name: content for name, content in pages.items() if name.endswith(".ics")}
    found: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name.replace("/", "+")) for name in calendars]
        for path, content in zip(paths, calendars.values(), strict=True):
            path.write_bytes(content)
        for command in (checker() for checker in CHECKERS.values()):
            if command is not None and paths:
                done = subprocess.run([*command, *map(str, paths)], capture_output=True, timeout=PATIENCE_SECONDS)
                found += done.stdout.decode("utf-8", "replace").splitlines()
                assert done.returncode == (1 if done.stdout else 0) or command == sabre(), done.stderr
    return found
