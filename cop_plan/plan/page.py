"""What the members' page shows beside the plan."""

from cop_plan.plan.team_page import EntryRow, upcoming, view

__all__ = ["EntryRow", "upcoming", "view"]
