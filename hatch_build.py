"""Compile the templates into the package that is built, so that no run needs to."""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Compile(BuildHookInterface):
    """Adds a module for each template: to a wheel, or for an editable install to the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the modules before the files of the package are gathered."""
        root = Path(self.root)
        sys.path.insert(0, str(root / "cop_plan" / "render"))
        import compiled  # by itself: what else the package imports is not there when it is built

        if version == "editable":
            folder = root / "cop_plan" / "_compiled"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        else:
            self._made = folder = Path(tempfile.mkdtemp())
            build_data["force_include"][str(folder)] = "cop_plan/_compiled"
        for path in sorted((root / "templates").rglob("*.j2")):
            name = path.relative_to(root / "templates").as_posix()
            module = folder / f"{compiled.module_name(name)}.py"
            module.write_text(compiled.module_text(name, path.read_text(encoding="utf-8")), encoding="utf-8")

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002  # hatchling's names
        """Take away what was written for a wheel."""
        if version != "editable":
            shutil.rmtree(self._made, ignore_errors=True)
