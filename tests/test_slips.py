"""What a person did not mean: dates and closures of another year, and what hangs on them."""

from collections.abc import Callable

from conftest import MINIMAL, Ran, Write

Run = Callable[..., Ran]


def test_a_date_of_another_year_is_told_though_its_steps_and_others_count_from_it(run: Run, write: Write) -> None:
    write(
        MINIMAL + "activities:\n"
        "  talk: {title: Talk, kind: gathering, when: 2026-02-03}\n"
        "  books: {title: Books ordered, when: 6 weeks before talk}\n",
    )
    told = [line for line in run("check", "--today", "2026-05-01").out.splitlines() if ": outside-year: " in line]

    assert told == [
        "community.yaml:5:46: outside-year: 'Talk' is on Tue 3 Feb 2026, outside the year"
        " of Wed 1 Apr 2026 to Sat 31 Jul 2027"
    ]


def test_a_meeting_that_a_holiday_moves_onto_the_next_of_its_series_can_be_left_out(run: Run, write: Write) -> None:
    series = "every week on monday from october to november"
    text = (
        MINIMAL + "region: CA-AB\nactivities:\n"
        f"  calls: {{title: Calls, kind: online-meeting, repeat: {series}, at: noon}}\n"
    )
    write(text)
    told = run("check", "--today", "2026-05-01").out.splitlines()
    at = next(at for at, line in enumerate(told) if ": overlap: " in line)

    assert told[at : at + 2] == [
        "community.yaml:6:10: overlap: 'Calls' (12:00 to 13:00) and 'Calls' (12:00 to 13:00) overlap"
        " on Mon 19 Oct 2026",
        "    hint: to do without the one that was moved there, write  leave_out: {calls.october-2: why}",
    ]
    write(text + "leave_out: {calls.october-2: why}\n")
    assert "overlap" not in run("check", "--today", "2026-05-01").out
