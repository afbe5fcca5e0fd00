"""A line that is too long for a terminal continues under its text, and no word is broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cop_plan.cli.folding import folded

DUE = "  2026-11-16  Webinar 1: send the reminder · Kim Sandoval  [webinar-1.reminder]"


@pytest.mark.parametrize(
    ("line", "columns", "shown"),
    [
        ("nothing was written", 20, ["nothing was written"]),
        (DUE, 80, [DUE]),
        (
            DUE,
            50,
            ["  2026-11-16  Webinar 1: send the reminder · Kim", "              Sandoval  [webinar-1.reminder]"],
        ),
        (
            DUE,
            30,
            ["  2026-11-16  Webinar 1: send", "    the reminder · Kim", "    Sandoval", "    [webinar-1.reminder]"],
        ),
        ("    hint: write its link", 20, ["    hint: write its", "     link"]),
        (
            "community.yaml:189:19: no-link: it has no link",
            30,
            ["community.yaml:189:19:", "  no-link: it has no link"],
        ),
        (
            "to go on from there: cop-plan init 'my new community.yaml'",
            30,
            ["to go on from there:", "  cop-plan init 'my new community.yaml'"],
        ),
        ("読書 読書 読書 読書 読書", 12, ["読書 読書", "  読書 読書", "  読書"]),
        ("", 20, [""]),
        ("   ", 3, ["   "]),
    ],
)
def test_a_long_line_continues_under_its_text(line: str, columns: int, shown: list[str]) -> None:
    assert list(folded(line, columns)) == shown


@given(st.text(st.sampled_from("ab 読é👩\N{NO-BREAK SPACE}"), max_size=80), st.integers(8, 60))
def test_no_word_is_lost_and_none_is_broken(line: str, columns: int) -> None:
    shown = list(folded(line, columns))
    assert [word for one in shown for word in one.split(" ") if word] == [word for word in line.split(" ") if word]
    for one in shown:
        assert cell_len(one) <= columns or len(one.strip(" ").split(" ")) == 1
