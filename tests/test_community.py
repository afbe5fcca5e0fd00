"""What values of a definition mean; what they cannot mean is in the gallery."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from conftest import MINIMAL, Write
from cop_plan.app.project import CommunityProject
from cop_plan.base.errors import Problems
from cop_plan.dates import phrases
from cop_plan.definition import community

Read = Callable[..., community.Community]


@pytest.fixture
def read(write: Write) -> Read:
    """Load a definition given as text, after the three lines that every one needs."""

    def read(text: str = "", beside: dict[str, str] | None = None, *, head: str = MINIMAL) -> community.Community:
        return CommunityProject(write(head + text, beside)).written.community

    return read


# The three lines


def test_three_lines_are_a_community(read: Read) -> None:
    found = read()

    assert (found.name, found.timezone, found.pattern, found.language) == (
        "Readers",
        "America/Edmonton",
        "sample-year",
        "en-CA",
    )


@pytest.mark.parametrize("year", ["2026-2027", '"2026-2027"'])
def test_a_school_year_begins_in_the_patterns_month(year: str, read: Read) -> None:
    found = read(head=f"name: Readers\nyear: {year}\ntimezone: America/Edmonton\n").year

    assert (found.first, found.last) == (date(2026, 8, 1), date(2027, 7, 31))


def test_a_year_that_begins_in_january_is_one_number(read: Read) -> None:
    pattern = "title: Ours\nyear_begins: january\nactivities: {meet: {title: Meet, when: first monday of march}}\n"

    found = read(
        head="name: R\nyear: 2027\ntimezone: America/Edmonton\npattern: ours.yaml\n", beside={"ours.yaml": pattern}
    ).year

    assert (found.first, found.last) == (date(2027, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("Literacy for All", "literacy-for-all"),
        ("L'été à l'école", "lete-a-lecole"),
        ("Numeracy: grades 4 & 5", "numeracy-grades-4-5"),
    ],
)
def test_without_an_id_the_name_identifies(name: str, identity: str, read: Read) -> None:
    assert read(head=f'name: "{name}"\nyear: 2026-2027\ntimezone: America/Edmonton\n').identity == identity


@pytest.mark.parametrize("name", ["readers", "literacy-for-all", "cop-2", "lecture-élémentaire", "阅读"])
def test_an_id_identifies(name: str, read: Read) -> None:
    assert read(f"id: {name}\n").identity == name


# What is not decided


@pytest.mark.parametrize(
    "text",
    [
        "purpose:\n",
        "purpose: {}\n",
        "purpose:\n  concern:\n",
        'purpose: {concern: ""}\n',
        "purpose: {research_questions: [], areas: }\n",
        "purpose:\n  needs:\n    teachers:\n",
        "goals:\nplaces:\nclosures: {}\nmembership:\n  members:\n",
        "leadership:\n  facilitator:\n  core_group:\n",
    ],
)
def test_what_is_empty_is_not_decided_yet(text: str, read: Read) -> None:
    assert read(text) == read().model_copy(update={})


@pytest.mark.parametrize("section", ["goals", "places", "closures"])
def test_a_name_alone_is_a_thing_not_described_yet(section: str, read: Read) -> None:
    assert list(getattr(read(f"{section}:\n  something:\n"), section)) == ["something"]


def test_an_empty_value_leaves_what_the_pattern_says(read: Read) -> None:
    found = read("activities:\n  webinar-1: {when: , topic: Talk}\n").activities["webinar-1"]

    assert found.when == read().activities["webinar-1"].when
    assert found.topic == "Talk"


# One text where more could stand


def test_one_text_is_a_list_of_one(read: Read) -> None:
    found = read(
        "purpose: {research_questions: Which routines?, areas: creating new knowledge}\n"
        "closures: {break: {days: 2026-12-21, for: Prairie View}}\n"
        "activities: {webinar-1: {audience: team, readings: A page}}\n"
        "partners: Example University\n"
        "legacy: {audiences: Principals, discussed_at: webinar-3}\n"
    )

    assert found.purpose.research_questions == ("Which routines?",)
    assert found.purpose.areas == ("creating new knowledge",)
    assert found.closures["break"].for_ == ("Prairie View",)
    assert found.activities["webinar-1"].audience == ("team",)
    assert found.partners == (community.Organization(organization="Example University"),)
    assert found.legacy.audiences == (community.Channel(who="Principals"),)
    assert found.legacy.discussed_at == ("webinar-3",)


def test_a_text_fills_the_field_that_matters(read: Read) -> None:
    found = read(
        "sponsor: Example Consortium\n"
        "leadership: {facilitator: Alex Moreau}\n"
        "places: {elm: Elm Street School}\n"
        "closures: {break: 2026-12-21 to 2027-01-01}\n"
        "goals: {routines: Two routines}\n"
        "membership: {members: [Amina Okafor], must_include: Literacy lead}\n"
    )

    assert found.sponsor.organization == "Example Consortium"
    assert found.leadership.facilitator.name == "Alex Moreau"
    assert found.places["elm"].name == "Elm Street School"
    assert found.closures["break"].days == (phrases.Days(date(2026, 12, 21), date(2027, 1, 1)),)
    assert found.goals["routines"].aim == "Two routines"
    assert found.membership.members[0].name == "Amina Okafor"
    assert found.membership.must_include[0].position == "Literacy lead"


# Values


@pytest.mark.parametrize(
    ("written", "meant"),
    [("0", "0"), ("0.5", "0.5"), ("4800.00", "4800.00"), ("-12.5", "-12.5"), ("'  7 '", "7"), ("007", "7")],
)
def test_an_amount_is_exact(written: str, meant: str, read: Read) -> None:
    assert read(f"places: {{hall: {{cost: {written}}}}}\n").places["hall"].cost == Decimal(meant)


@pytest.mark.parametrize(
    ("written", "meant"), [("20", (20, 20)), ("12 to 30", (12, 30)), ("12  TO  30", (12, 30)), ("5 to 5", (5, 5))]
)
def test_a_size_is_a_number_or_a_range(written: str, meant: tuple[int, int], read: Read) -> None:
    size = read(f"membership: {{ideal_size: {written}}}\n").membership.ideal_size

    assert size is not None
    assert tuple(size) == meant


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "http://example.org/a?b=c#d",
        "HTTPS://EXAMPLE.ORG/",
        "mailto:robin@example.org",
        "mailto:robin@example.org?subject=A%20question",
        "https://example.org/été",
        "https://example.org/a_(b)",
    ],
)
def test_a_link_is_a_web_address_or_an_e_mail(address: str, read: Read) -> None:
    assert read(f"website: {address}\n").website == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://exa mple.org",
        "'https://example.org/<script>'",
        "https://",
        "//example.org",
        '"https://example.org/\\nx"',
        "mailto:robin",
        "mailto:robin@example.org?bcc=someone@example.org",
        "mailto:robin%2Csomeone@example.org",
        "mailto:robin@example.org,someone@example.org",
    ],
)
def test_other_links_are_refused(address: str, problems_of: Callable[..., list[str]]) -> None:
    (first, *_) = problems_of(f"{MINIMAL}website: {address}\n")

    assert first.endswith("is not a web address")


@pytest.mark.parametrize(
    "address", ["a@example.org", "a.b+c@mail.example.org", "o'neil@example.org", "a@xn--exmple-cua.org"]
)
def test_an_e_mail_address_is_taken_as_it_is(address: str, read: Read) -> None:
    assert read(f'sponsor: {{email: "{address}"}}\n').sponsor.email == address


@pytest.mark.parametrize(
    "address",
    [
        "a",
        "a@b",
        "a b@example.org",
        "a@example.org, b@example.org",
        "mailto:a@example.org",
        "a..b@example.org",
        "=a@example.org",
        "+a@example.org",
        "a.@example.org",
        "é@example.org",
        "a@exämple.org",
        "a@b@example.org",
        "<a@example.org>",
        "a(b)@example.org",
        "'\\\"a b\\\"@example.org'",
        "a@[192.0.2.1]",
        "team:a@example.org;",
        "@relay.example.org:a@example.org",
        "a@-example.org",
        "a@example.org.",
        "a@192.0.2.1",
    ],
)
def test_other_e_mail_addresses_are_refused(address: str, problems_of: Callable[..., list[str]]) -> None:
    (first, *_) = problems_of(f'{MINIMAL}sponsor: {{email: "{address}"}}\n')

    assert first.endswith("is not an e-mail address")


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("Amina Okafor <a.b@example.org>", "write a.b@example.org"),
        ("amina@école.example", "write amina@xn--cole-9oa.example"),
        ("amina@straße.example", "it looks like name@example.org"),
        ("é@école.example", "it looks like name@example.org"),
    ],
    ids=["in brackets", "domain in other letters", "domain that two rules write in two ways", "name in other letters"],
)
def test_an_address_that_can_be_written_plainly_is_shown_so(
    address: str, hint: str, problems_of: Callable[..., list[str]]
) -> None:
    assert problems_of(f'{MINIMAL}sponsor: {{email: "{address}"}}\n')[1] == f"    hint: {hint}"


@pytest.mark.parametrize("name", ["a" * 65, "a." * 32 + "a"])
def test_an_address_longer_than_mail_allows_is_refused(name: str, problems_of: Callable[..., list[str]]) -> None:
    (first, *_) = problems_of(f'{MINIMAL}sponsor: {{email: "{name}@example.org"}}\n')

    assert first.endswith("is longer than an e-mail address can be")


@pytest.mark.parametrize(("written", "meant"), [("yes", True), ("no", False), ("Yes", True), ("' NO '", False)])
def test_yes_and_no_are_words(written: str, meant: bool, read: Read) -> None:
    items = f"surveys: {{items: {{topics: {{ask: Which?, choices: [A, B], several: {written}}}}}}}\n"

    assert read(items).surveys.items["topics"].several is meant


@pytest.mark.parametrize("written", ["yes", "no", "not yet"])
def test_a_priority_is_yes_no_or_not_yet(written: str, read: Read) -> None:
    assert read(f"purpose: {{division_priority: {written}}}\n").purpose.division_priority == written


def test_groups_under_six_are_hidden_unless_another_number_is_written(read: Read) -> None:
    assert read().reporting.hide_groups_under == 6
    assert read("reporting: {hide_groups_under: 010}\n").reporting.hide_groups_under == 10


@pytest.mark.parametrize("limit", ["0", "1", "2"])
def test_a_limit_under_which_everybody_is_recognized_is_refused(limit: str, read: Read) -> None:
    with pytest.raises(Problems) as refused:
        read(f"reporting: {{hide_groups_under: {limit}}}\n")
    assert [one.hint for one in refused.value.problems] == ["write 3 or more, such as 6"]


@pytest.mark.parametrize(
    ("written", "meant"), [("9:00", time(9)), ("15:30", time(15, 30)), ("3:30 pm", time(15, 30)), ("12:00 am", time(0))]
)
def test_an_hour_stays_an_hour(written: str, meant: time, read: Read) -> None:
    assert read(f"activities: {{webinar-1: {{at: {written}}}}}\n").activities["webinar-1"].at == meant


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("6 hours", 360), ("2.5 hours", 150), ("90 minutes", 90), ("1 hour 15 minutes", 75), ("24 hours", 1440)],
)
def test_a_duration_is_in_minutes(written: str, minutes: int, read: Read) -> None:
    assert read(f"activities: {{webinar-1: {{lasts: {written}}}}}\n").activities["webinar-1"].lasts == minutes


def test_an_agenda_is_blocks_and_their_minutes(read: Read) -> None:
    text = "activities:\n  orientation:\n    agenda:\n      - Welcome: 20 minutes\n      - Talk, then try: 1 hour\n"

    blocks = read(text).activities["orientation"].agenda

    assert [(block.title, block.lasts) for block in blocks] == [("Welcome", 20), ("Talk, then try", 60)]


def test_a_school_day_is_half_past_eight_to_half_past_three_unless_written(read: Read) -> None:
    assert read().meetings.school_day == phrases.Hours(time(8, 30), time(15, 30))
    assert read("meetings: {school_day: 9:00 to 3:15 pm}\n").meetings.school_day == phrases.Hours(time(9), time(15, 15))


def test_only_days_without_students_stay_open(read: Read) -> None:
    kinds = ("break", "teachers' convention", "no students", "other")
    text = "closures:\n" + "".join(
        f'  c{at}: {{days: 2026-10-0{at + 1}, kind: "{kind}"}}\n' for at, kind in enumerate(kinds)
    )

    assert [closure.closes for closure in read(text).closures.values()] == [True, True, False, True]


def test_a_rule_is_ignored_whole_or_for_an_entry(read: Read) -> None:
    found = read("ignore:\n  too-many-letters: We like letters\n  no-virtual-option: {wrap-up: It is spoken}\n")

    assert found.ignore == {
        "too-many-letters": "We like letters",
        "no-virtual-option": {"wrap-up": "It is spoken"},
    }


def test_attendance_is_a_folder_or_a_map_of_files(read: Read) -> None:
    assert read("records: {attendance: a/}\n").records.attendance == "a/"
    assert read("records: {attendance: {webinar-1: a.csv}}\n").records.attendance == {"webinar-1": "a.csv"}


# Names


@pytest.mark.parametrize("name", ["a", "1", "webinar-1", "rentrée", "会议", "a" * 100])
def test_a_name_is_small_letters_digits_and_hyphens(name: str) -> None:
    assert community.is_name(name)


@pytest.mark.parametrize(
    "name", ["", "-", "a-", "-a", "a--b", "A", "a b", "a_b", "a.b", "É", "a/b", "..", "a\n", "a" * 101, "\u200b"]
)
def test_a_name_is_nothing_else(name: str) -> None:
    assert not community.is_name(name)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Kick Off", "kick-off"),
        ("L'Été!", "lete"),
        ("a_b.c", "a-b-c"),
        ("阅读", ""),
        ("../../etc", "etc"),
        ("x" * 80, "x" * 60),
        ("Ein ﬁt", "ein-fit"),
    ],
)
def test_a_slug_is_a_name_in_ascii_or_nothing(text: str, slug: str) -> None:
    assert community.slug(text) == slug
    assert not slug or community.is_name(slug)


# Entries changed under their own names


def test_an_activity_is_changed_by_name_and_keeps_the_rest(read: Read) -> None:
    found = read("activities: {webinar-1: {topic: Talk}}\n").activities["webinar-1"]

    assert found == read().activities["webinar-1"].model_copy(update={"topic": "Talk"})


def test_a_step_is_changed_under_its_dotted_name(read: Read) -> None:
    step = next(iter(read().activities["webinar-1"].steps))

    found = read(f"activities:\n  webinar-1.{step}: {{title: Ours}}\n").activities["webinar-1"]

    assert found.steps[step].title == "Ours"
    assert found.steps[step].when == read().activities["webinar-1"].steps[step].when


def test_one_entry_of_a_series_is_changed_alone(read: Read) -> None:
    found = read("activities:\n  online-meeting.october: {topic: Graphs}\n").activities

    assert found["online-meeting.october"].topic == "Graphs"
    assert found["online-meeting.october"].when == found["online-meeting"].when
    assert found["online-meeting"].topic is None


def test_a_step_of_one_entry_of_a_series_is_changed_alone(read: Read) -> None:
    step = next(iter(read().activities["online-meeting"].steps))

    found = read(f"activities:\n  online-meeting.october.{step}: {{title: Ours}}\n").activities

    assert found["online-meeting.october"].steps[step].title == "Ours"
    assert found["online-meeting"].steps[step].title != "Ours"


def test_a_new_activity_takes_what_its_kind_brings(read: Read) -> None:
    found = read("activities:\n  extra: {title: Extra, kind: webinar, when: 2026-10-06}\n").activities

    assert found["extra"].lasts == found["webinar-1"].lasts
    assert set(found["extra"].steps) == set(found["webinar-1"].steps)


# Tables


def test_members_may_be_written_in_the_definition(read: Read) -> None:
    table = "name,email,level,joined\nAmina,amina@example.org,core,2026-09-29\n"
    listed = "membership:\n  members: [{name: Amina, email: amina@example.org, level: core, joined: 2026-09-29}]\n"

    from_table = read("membership: {members: members.csv}\n", {"members.csv": table})

    assert read(listed).membership.members == from_table.membership.members


def test_a_row_of_the_budget_keeps_its_occasion(read: Read) -> None:
    found = read("budget: b.csv\n", {"b.csv": "category,in kind,For\nVenue,400.00,orientation\n"}).budget

    assert found == (community.BudgetLine(category="Venue", in_kind=Decimal("400.00"), **{"for": "orientation"}),)


def test_what_lies_under_records_may_be_missing(read: Read, tmp_path: Path) -> None:
    assert read("records: {notes: records/notes/, commitments: c.csv}\n").records.commitments == "c.csv"
    assert not (tmp_path / "c.csv").exists()
