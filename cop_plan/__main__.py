"""The way in: `python -m cop_plan`, and the command."""

import gc
import sys


def main() -> None:
    """Import the program and run its command line."""
    # Nothing that an import makes is garbage, and to look for some takes a twentieth of a run.
    gc.disable()
    try:
        from cop_plan import cli

        gc.enable()
        cli.main()
    except KeyboardInterrupt:  # before a command has begun, or after its end
        sys.exit(130)


if __name__ == "__main__":
    main()
