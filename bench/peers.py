"""The other programs: each in an environment of its own below `.cache/bench`, made once."""

import os
import shutil
import sys
import venv
from collections.abc import Mapping
from pathlib import Path

import measure

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "bench"
YAML2ICS = "yaml2ics==0.3"


def environment(**more: str) -> Mapping[str, str]:
    """Return the environment of a measured process: ours without what tells Python how to run."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    kept.pop("SOURCE_DATE_EPOCH", None)
    return kept | {"PYTHONPYCACHEPREFIX": str(CACHE / "compiled"), "NO_COLOR": "1", **more}


def program() -> Path:
    """Return the Python of an environment that has this checkout's program as a person has it: built, and nothing else.

    What the program needs is installed once; the program itself is built and installed anew each time.
    """
    built, home = CACHE / "built", CACHE / f"cop-plan-{sys.implementation.cache_tag}"
    python = home / "bin" / "python"
    shutil.rmtree(built, ignore_errors=True)
    try:
        measure.run([sys.executable, "-m", "build", "--wheel", "--outdir", built, ROOT], dict(os.environ))
        (wheel,) = built.glob("*.whl")
        if not python.is_file():
            sys.stderr.write("making an environment for the program, once\n")
            venv.create(home, clear=True, with_pip=True)
            measure.run([python, "-m", "pip", "install", "--quiet", wheel], dict(os.environ))
        again = ["install", "--quiet", "--no-deps", "--force-reinstall", "--no-compile", wheel]
        measure.run([python, "-m", "pip", *again], dict(os.environ))
    except (OSError, measure.Failed) as failed:
        sys.exit(f"the program cannot be built: {failed}")
    return python


def yaml2ics() -> Path | str:
    """Return the program yaml2ics; else why there is none."""
    home = CACHE / f"yaml2ics-0.3-{sys.implementation.cache_tag}"
    program = home / "bin" / "yaml2ics"
    if not program.is_file():
        sys.stderr.write(f"making an environment for {YAML2ICS}, once\n")
        try:
            venv.create(home, clear=True, with_pip=True)
            measure.run([home / "bin" / "python", "-m", "pip", "install", "--quiet", YAML2ICS], dict(os.environ))
        except (OSError, measure.Failed) as error:
            shutil.rmtree(home, ignore_errors=True)
            return f"{YAML2ICS} cannot be installed ({error}); it is left out, and so are the ratios to it"
    return program


def taskjuggler() -> str | None:
    """Return the program TaskJuggler if it is installed."""
    return shutil.which("tj3")
