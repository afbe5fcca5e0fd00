"""The scripts by which shells complete, where those of the library need help."""

import os


def prepare() -> None:
    """Keep each description in one line, and let the script for zsh complete the first time too."""
    from typer import _completion_shared

    os.environ["COLUMNS"] = "10000"  # a line that is broken would be two candidates
    scripts = _completion_shared._completion_scripts
    # zsh loads the script when something is completed first, and then runs it in place of the function it defines.
    # Source: zsh's completion system, "Autoloaded files"; the scripts of Click do the same.
    register = "compdef %(complete_func)s %(prog_name)s"
    if "funcstack" not in scripts["zsh"]:
        scripts["zsh"] = scripts["zsh"].replace(
            f"\n{register}",
            f'\nif [ "$funcstack[1]" = "_%(prog_name)s" ]; then\n  %(complete_func)s "$@"\nelse\n  {register}\nfi',
        )
