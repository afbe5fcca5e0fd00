"""Run cop-plan as `python -m cop_plan`."""

from cop_plan.cli import main

main()
