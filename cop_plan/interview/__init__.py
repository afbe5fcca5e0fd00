"""The questions of the planning tool, and the interview that asks them."""
