"""Compile templates and tables of words into the package that is built, so that no run needs to."""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Compile(BuildHookInterface):
    """Adds a module for each template and each table: to a wheel, or for an editable install to the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the modules before the files of the package are gathered."""
        root = Path(self.root)
        sys.path[:0] = [str(root), str(root / "cop_plan" / "render")]
        import compiled  # by itself: what else its room imports is not there when it is built
        import yaml

        from cop_plan.base import built

        if version == "editable":
            folder = root / "cop_plan" / "_compiled"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        else:
            self._made = folder = Path(tempfile.mkdtemp())
            build_data["force_include"][str(folder)] = "cop_plan/_compiled"
        modules = {
            name: compiled.module_text(name, path.read_text(encoding="utf-8"))
            for name, path in built.templates(root / "templates").items()
        }
        for name, path in built.tables(root / "cop_plan").items():
            text = path.read_text(encoding="utf-8")
            modules[name] = built.data_module(name, text, yaml.load(text, yaml.BaseLoader))  # noqa: S506  # ours, and texts only
        for name, text in modules.items():
            (folder / f"{built.module_name(name)}.py").write_text(text, encoding="utf-8")

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002  # hatchling's names
        """Take away what was written for a wheel."""
        if version != "editable":
            shutil.rmtree(self._made, ignore_errors=True)
