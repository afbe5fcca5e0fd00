"""What the members' page shows beside the plan."""

from cop_plan.plan.team_page import PARTS, EntryRow, upcoming, view

__all__ = ["PARTS", "EntryRow", "upcoming", "view"]
