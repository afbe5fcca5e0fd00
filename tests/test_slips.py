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


OTHER_YEAR = (
    "begins: 2025-11-02\n"
    "closures:\n  school: {from: school.ics}\n  winter: 2025-12-21 to 2026-01-01\n  day: 2025-10-14\n"
    "membership:\n"
    "  members:\n"
    "    - {name: Amina Okafor, agreement_signed: 2025-05-02}\n"
    "    - {name: Bo, agreement_signed: 2026-03-02}\n"
    "privacy: {kept_until: 2026-06-30}\n"
    "goals: {reading: {aim: Children read, evidence: {samples: {what: Samples, by: 2026-03-10}}}}\n"
    "legacy: {capacity_building: [{jurisdiction: Prairie View, activity: Two days, when: 2026-02-12}]}\n"
    "activities:\n"
    "  talk: {title: Talk, kind: visit, when: 2025-10-14}\n"
    "  webinar-1: {steps: {distribute-guide: {when: 2025-11-04}}}\n"
)
SCHOOL = (
    "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:{year}0406\nSUMMARY:Break\n"
    "END:VEVENT\nEND:VCALENDAR\n"
)


def test_all_that_is_left_from_another_year_is_found_and_told_by_schedule(run: Run, write: Write) -> None:
    write(MINIMAL + OTHER_YEAR, {"school.ics": SCHOOL.format(year=2026)})
    told = [line for line in run("check", "--today", "2026-05-01").out.splitlines() if ": outside-year: " in line]

    year = "outside the year of Wed 1 Apr 2026 to Sat 31 Jul 2027"
    assert told == [
        "community.yaml:6:3: outside-year: the calendar of 'school' has no day in this school year: its days are "
        "Mon 6 Apr 2026 to Mon 6 Apr 2026",
        f"community.yaml:7:3: outside-year: 'winter' (Sun 21 Dec 2025 to Thu 1 Jan 2026) lies {year}",
        f"community.yaml:8:3: outside-year: 'day' (Tue 14 Oct 2025) lies {year}",
        f"community.yaml:4:9: outside-year: the community would begin on Sun 2 Nov 2025, {year}",
        "community.yaml:10:3: outside-year: 1 letter of agreement was signed on Fri 2 May 2025, for another year than "
        "that of Wed 1 Apr 2026 to Sat 31 Jul 2027",
        "community.yaml:13:23: outside-year: the answers would be destroyed on Tue 30 Jun 2026, before the last survey "
        "on Tue 25 May 2027",
        f"community.yaml:17:42: outside-year: 'Talk' is on Tue 14 Oct 2025, {year}",
        f"community.yaml:18:48: outside-year: 'Webinar 1: distribute the guide' is on Tue 4 Nov 2025, {year}",
        f"community.yaml:15:85: outside-year: 'Two days · Prairie View' is on Thu 12 Feb 2026, {year}",
        f"community.yaml:14:79: outside-year: 'Collect: Samples' is on Tue 10 Mar 2026, {year}",
    ]
    assert set(told) <= set(run("schedule", "--dry-run").err.splitlines())


def test_what_was_dropped_by_the_day_on_which_it_begins_is_of_another_year_all_the_same(run: Run, write: Write) -> None:
    write(MINIMAL + "begins: 2027-01-11\nactivities:\n  talk: {title: Talk, kind: visit, when: 2025-10-14}\n")

    assert "'Talk' is on Tue 14 Oct 2025, outside the year" in run("check", "--today", "2026-05-01").out


def test_what_a_year_ends_or_begins_with_is_of_it(run: Run, write: Write) -> None:
    text = (
        "begins: 2026-11-02\n"
        "closures: {school: {from: school.ics}}\n"
        "membership: {members: [{name: Amina Okafor, agreement_signed: 2026-02-20}]}\n"
        "privacy: {kept_until: 2027-06-30}\n"
        "legacy: {capacity_building: [{jurisdiction: Prairie View, activity: Two days, when: 2027-10-12}]}\n"
    )
    write(MINIMAL + text, {"school.ics": SCHOOL.format(year=2027)})

    assert "outside-year" not in run("check", "--today", "2026-05-01").out
