"""The use cases: each takes a project and what is asked, and returns a value; none prints, asks or knows Typer."""
