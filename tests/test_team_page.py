"""The page for the team: what is due first, with owners and ready documents; then all there is, each thing once."""

import html
import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest

from browser import Plan, Visiting, in_language, scheduled
from conftest import MINIMAL, ROOT, TODAY, DatedYear, Ran, Write
from cop_plan import plan as pages
from cop_plan import render
from cop_plan.app import shipped
from cop_plan.cli import shell
from cop_plan.plan import overview, team_page
from cop_plan.plan.due import ReadyDocument, ReadyDocuments
from cop_plan.render.documents import shipped as shipped_documents
from cop_plan.schedule import history
from cop_plan.schedule.progress import Done
from forks import Forks
from test_kit import COMMUNITY, LISTS
from test_render import HOSTILE, everywhere

Run = Callable[..., Ran]
YearOf = Callable[..., DatedYear]
NOVEMBER = "2026-11-16"
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/community.yaml"))


def made(year: DatedYear, today: str = TODAY, done: tuple[str, ...] = ()) -> render.Year:
    now = shell.now(today)
    published = history.publish(year.dated, None, now)
    noted = {name: Done(now.date(), None) for name in done}
    return render.Year(year.dated, history.with_done(published, noted), year.project.language)


def page_of(
    year: DatedYear, today: str = TODAY, done: tuple[str, ...] = (), ready: ReadyDocuments | None = None
) -> str:
    made_year = made(year, today, done)
    return pages.pages(made_year, ["html"], shipped.templates(), ready=ready)["team.html"].decode()


def kit_of(year: DatedYear) -> ReadyDocuments:
    """Return a document with blanks for every entry that asks for one."""
    tag = year.project.language.tag
    return {
        one.id: [
            ReadyDocument(
                f"../kit/{one.document}/{one.id.replace('.', '-')}.html",
                shipped_documents()[one.document].title(tag),
                1,
                (2,),
            )
        ]
        for one in year.dated.entries
        if one.document and one.document in shipped_documents()
    }


def section(text: str, name: str) -> str:
    return text.partition(f'<section id="{name}"')[2].partition("</section>")[0]


def part(text: str, name: str) -> str:
    """Return a part of what is due, or nothing if the page hides it."""
    found = re.search(rf'<div class="part" data-part="{name}"( hidden)?>(.*?</ol>)', section(text, "due"), re.DOTALL)
    assert found
    return "" if found[1] else found[2]


def due(text: str, name: str) -> list[str]:
    return re.findall(r'<li\b.*?<a href="#([^"]+)">', part(text, name), re.DOTALL)


def row(text: str, entry_id: str) -> str:
    return text.partition(f'<tr id="{entry_id}"')[2].partition("\n<tr")[0]


def words_of(text: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text))).replace("\u00a0", " ").strip()


# What is due.


def test_what_is_due_comes_first_and_says_as_of_when(year_of: YearOf) -> None:
    text = page_of(year_of(MINIMAL), NOVEMBER)
    assert re.findall(r'<section id="(\w+)"', text)[0] == "due"
    assert "As of Monday 16 November 2026." in section(text, "due")


def test_the_days_after_today_are_in_two_parts_and_those_before_it_are_overdue(year_of: YearOf) -> None:
    year, today = year_of(MINIMAL), date(2026, 11, 16)
    text = page_of(year, NOVEMBER, ("orientation",))
    in_days = {entry.id: (entry.day - today).days for entry in year.dated.entries}
    assert due(text, "this_week") == [name for name, days in in_days.items() if 0 <= days < 7]
    assert due(text, "weeks_after") == [name for name, days in in_days.items() if 7 <= days < 21]
    overdue = [name for name, days in in_days.items() if days < 0 and name != "orientation"]
    assert due(text, "overdue") == overdue[-10:]
    assert f"{len(overdue) - 10} more before these" in part(text, "overdue")
    assert "This week, until Sunday 22 November" in part(text, "this_week")
    assert "The two weeks after this week, until Sunday 6 December" in part(text, "weeks_after")


def test_a_task_names_its_day_its_owner_and_its_document(year_of: YearOf) -> None:
    year = year_of(f"{MINIMAL}leadership: {{co_facilitator: Kim}}\n")
    tasks = [
        words_of(one) for one in re.findall(r"<li\b.*?</li>", part(page_of(year, NOVEMBER), "this_week"), re.DOTALL)
    ]
    assert tasks[0] == "Mon 16 Nov Webinar 1: send the reminder Seen to by: co-facilitator Document: Reminder"
    assert tasks[1] == "Tue 17 Nov Webinar 1 Seen to by: facilitator"


def test_what_is_noted_as_done_is_not_due_and_has_its_mark(year_of: YearOf) -> None:
    year = year_of(MINIMAL)
    assert "webinar-1.reminder" in due(page_of(year, NOVEMBER), "this_week")
    text = page_of(year, NOVEMBER, ("webinar-1.reminder",))
    assert "webinar-1.reminder" not in due(text, "this_week")
    assert row(text, "webinar-1.reminder").startswith(' class="done"')


def test_where_nothing_was_ever_noted_what_is_overdue_is_folded_with_a_hint(year_of: YearOf) -> None:
    year = year_of(MINIMAL)
    text = page_of(year, NOVEMBER)
    number = sum(entry.day < date(2026, 11, 16) for entry in year.dated.entries)
    assert "<details>" in part(text, "overdue")
    assert f">{number} entries from before today; nothing is noted as done yet</summary>" in part(text, "overdue")
    assert "cop-plan done --before 2026-11-16" in part(text, "overdue")
    assert due(text, "overdue") == []
    assert '<details open class="told">' in part(page_of(year, NOVEMBER, ("webinar-1.reminder",)), "overdue")


def test_a_cancelled_session_and_its_steps_are_never_due(year_of: YearOf) -> None:
    year = year_of(MINIMAL + "activities: {webinar-1: {cancelled: The presenter is ill}}\n")
    text = page_of(year, NOVEMBER, ("orientation",))
    listed = [name for part_ in ("overdue", "this_week", "weeks_after") for name in due(text, part_)]
    assert listed
    assert not [name for name in listed if name.split(".")[0] == "webinar-1"]


def test_where_nothing_is_due_the_page_says_what_comes_next(year_of: YearOf) -> None:
    definition = "activities: {one: {title: Buy paper, kind: task, when: 2027-01-04, phase: learn}}\n"
    year = year_of(f"{MINIMAL}pattern: bare.yaml\n", {"bare.yaml": definition})
    told = words_of(section(page_of(year), "due"))
    assert "Nothing is overdue, and nothing is due until Thursday 21 May 2026." in told
    assert "The next one: Buy paper, Monday 4 January 2027." in told


@pytest.mark.parametrize(
    ("today", "done", "is_told"),
    [
        pytest.param(NOVEMBER, ("orientation",), True, id="a document is named"),
        pytest.param("2025-06-01", (), False, id="nothing is due"),
        pytest.param("2027-08-01", (), False, id="all that is due is folded"),
    ],
)
def test_how_documents_get_links_is_told_where_one_is_named(
    today: str, done: tuple[str, ...], is_told: bool, year_of: YearOf
) -> None:
    told = section(page_of(year_of(MINIMAL), today, done), "due")
    assert ('<p class="quiet unmade">' in told) == is_told
    assert ('<p class="quiet unmade" hidden>' in told) != is_told


def test_the_next_sessions_are_those_of_the_team_too(year_of: YearOf) -> None:
    year = year_of(MINIMAL)
    told = re.findall(r'<a href="#([^"]+)">', section(page_of(year, "2026-10-01"), "sessions"))
    assert told == [entry.id for entry in year.dated.sessions if entry.day >= date(2026, 10, 1)][:5]
    assert "No session is left this year." in words_of(section(page_of(year, "2028-01-01"), "sessions"))


def test_a_month_of_tasks_alone_is_not_said_to_be_without_plans(year_of: YearOf) -> None:
    year = year_of(MINIMAL + "pattern: half-day-meetings\nlanguage: fr-CA\n")
    assert any(f"{entry.day:%Y-%m}" == "2026-11" for entry in year.dated.entries)
    months = words_of(section(page_of(year), "months"))
    assert "Novembre 2026 Aucune rencontre n’a lieu ce mois-ci." in months
    assert "Rien n’est prévu" not in months


def test_a_year_without_sessions_leads_to_none_and_to_no_calendar_that_is_not_written(year_of: YearOf) -> None:
    definition = "activities: {one: {title: Buy paper, kind: task, when: 2027-01-04, phase: learn}}\n"
    year = year_of(f"{MINIMAL}pattern: bare.yaml\n", {"bare.yaml": definition})
    written = pages.pages(made(year), ["html", "ics"], shipped.templates())
    assert {name for name in written if name.endswith(".ics")} == {"team.ics"}
    assert "kind=sessions" not in written["team.html"].decode()
    assert "calendar.ics" not in written["plan.html"].decode()
    assert "kind=sessions" in page_of(year_of(MINIMAL))


# What it holds.


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_a_year_is_under_150_kilobytes(example: str, language: str, year_of: YearOf) -> None:
    folder = ROOT / "examples" / example
    text = (folder / "community.yaml").read_text(encoding="utf-8")
    beside = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in (*folder.glob("*.csv"), *folder.glob("*.ics"), *folder.glob("*.yaml"))
        if path.name != "community.yaml"
    }
    year = year_of(in_language(text, language), beside)
    every = tuple(entry.id for entry in year.dated.entries)
    for done in ((), every[: len(every) // 2]):
        assert len(page_of(year, TODAY, done, kit_of(year)).encode()) < 150_000


def test_it_says_that_it_is_for_the_team_and_leads_to_what_is_shared(year_of: YearOf) -> None:
    head = page_of(year_of(MINIMAL)).partition("<header>")[2].partition("</header>")[0]
    assert "<h1>For the team: Readers, 2026-2027</h1>" in head
    assert '<a href="plan.html">' in head


def test_no_section_is_empty_and_the_contents_name_each(year_of: YearOf) -> None:
    text = page_of(year_of(MINIMAL))
    names = re.findall(r'<section id="(\w+)"', text)
    contents = text.partition("<nav")[2].partition("</nav>")[0]
    assert re.findall(r'href="#(\w+)"', contents) == names[1:]
    assert names == [name for name in team_page.PARTS if name in names]
    assert {"sessions", "months", "glance", "by_month", "dates", "questions"} <= set(names)
    assert not {"goals", "leadership", "guidelines", "budget"} & set(names)  # nothing of these is decided
    for name in names:
        assert words_of(section(text, name).partition("</h2>")[2]), name


def test_each_open_question_stands_once_in_one_folded_list_with_their_count(year_of: YearOf) -> None:
    year = year_of(MINIMAL + "purpose: {audience: Teachers}\n")
    text = page_of(year)
    asked = overview.view(made(year))["undecided"]
    folded = section(text, "questions")
    assert f"<summary>{len(asked)} open questions</summary>" in folded
    assert "<details>" in folded
    told = [html.unescape(one) for one in re.findall("<dd>(.*?)</dd>", folded)]
    assert sorted(told) == sorted(one.question for one in asked)
    assert folded.index("<dt>Purpose</dt>") < folded.index("<dt>Surveys</dt>")
    for one in asked:
        assert html.unescape(text).count(f">{one.question}<") == 1


def test_every_link_within_the_page_leads_somewhere(year_of: YearOf) -> None:
    text = page_of(year_of(MINIMAL), NOVEMBER)
    linked = {html.unescape(one) for one in re.findall(r'href="#([^"]+)"', text)}
    assert linked <= set(re.findall(r' id="([^"]+)"', text))


def test_a_column_in_which_nothing_stands_is_left_out(year_of: YearOf) -> None:
    lines = "budget: [{category: Books, planned: 10, note: Two copies}]\nclosures: {a: 2026-10-01}\n"
    text = page_of(year_of(MINIMAL + lines))
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', section(text, "budget"))
    assert heads == ["Category", "Planned", "Note"]


def test_a_row_says_what_the_script_goes_by_and_not_what_most_rows_are(year_of: YearOf) -> None:
    text = page_of(year_of(MINIMAL + "activities: {webinar-1: {at: 15:30}}\nleadership: {co_facilitator: Kim}\n"))
    head = row(text, "webinar-1").partition(">")[0]
    assert head == ' class="session" data-minutes="60" data-kind="webinar" data-for="participants team"'
    assert row(text, "webinar-1.archive-webinar").startswith("><td>")
    assert "<bdi>co-facilitator</bdi>" in row(text, "webinar-1.reminder")
    assert text.count("Where nobody is named, the facilitator sees to it.") == 1


def test_one_can_choose_only_what_is_there_and_all_sessions_at_once(year_of: YearOf) -> None:
    year = made(year_of(MINIMAL + "activities: {webinar-1: {owner: Bo}}\n"))
    choices = team_page.view(year, overview.view(year), shipped.templates())["choices"]
    assert choices["kind"][0] == ("sessions", "Sessions of all kinds")
    assert ("webinar", "Webinar") in choices["kind"]
    assert "visit" not in dict(choices["kind"])
    assert choices["owner"] == [("Bo", "Bo"), ("facilitator", "facilitator")]


def test_the_owners_address_is_nowhere_in_the_page(year_of: YearOf) -> None:
    members = "membership: {members: [{name: Amina, email: amina@example.org}]}\n"
    text = page_of(year_of(f"{MINIMAL}{members}activities: {{webinar-1: {{owner: 'Amina [amina@example.org]'}}}}\n"))
    assert "amina@" not in text
    assert "<bdi>Amina</bdi>" in row(text, "webinar-1")


def test_only_what_members_do_not_come_to_has_a_calendar_file_here(year_of: YearOf) -> None:
    call = "{title: Planning call, kind: online-meeting, when: 2026-10-08, at: 16:00, phase: learn, audience: [team]}"
    year = year_of(f"{MINIMAL}activities: {{call: {call}}}\n")
    added = set(re.findall(r'download="([^"]+)\.ics"', page_of(year)))
    assert added == {entry.id for entry in year.dated.entries if entry.is_occasion and not entry.is_attended}
    assert "call" in added


def test_a_theme_may_replace_each_part_of_the_page() -> None:
    named = re.findall(r"\{% block (\w+) %\}", (ROOT / "templates" / "team.html.j2").read_text(encoding="utf-8"))
    assert len(named) == len(set(named))
    assert set(named) == {
        *("colours", "head_extra", "letterhead", "header", "due", "sessions", "calendar", "glance", "months", "dates"),
        *("purpose", "goals", "membership", "leadership", "guidelines", "meetings", "designing", "budget", "reporting"),
        *("surveys", "legacy", "questions", "footer"),
    }


def test_hostile_text_in_every_field_shows_as_text(year_of: YearOf) -> None:
    text = page_of(year_of(everywhere(HOSTILE)), NOVEMBER)
    assert text.count("<script>") == 1
    assert HOSTILE not in text
    assert html.unescape(re.sub(r"<[^>]+>", "", text.partition("</style>")[2])).count(HOSTILE) >= 15


# What lies in the kit.


@pytest.fixture
def definition(write: Write) -> Path:
    return write(COMMUNITY, LISTS)


@pytest.fixture
def cop_plan(run: Run, definition: Path, tmp_path: Path) -> Callable[..., Ran]:
    """Run a command on the definition with a cache of this test, and expect that it is done."""

    def cop_plan(command: str, *words: str | Path, today: str = NOVEMBER) -> Ran:
        done = run(command, definition, *words, "--today", today, XDG_CACHE_HOME=str(tmp_path / "cache"))
        assert done.code == 0, done.err
        return done

    return cop_plan


def documents(folder: Path, entry_id: str) -> list[tuple[str, str]]:
    """Return where the documents of an entry lead, and what is said of each."""
    text = row((folder / "team.html").read_text(encoding="utf-8"), entry_id)
    found = re.search(r'<p class="doc">(.*?)\s*<(?:p|div|td)\b', text, re.DOTALL)
    links = re.findall(r'<a href="([^"]+)">(.*?)(?= · <a|$)', found[1] if found else "")
    return [(html.unescape(href), words_of(said)) for href, said in links]


def test_only_what_lies_in_the_kit_is_linked_with_its_blanks(cop_plan: Callable[..., Ran], definition: Path) -> None:
    into = definition.parent / "plan"
    cop_plan("schedule")
    assert documents(into, "detailed-plan") == []
    assert "Document: Charter" in words_of(row((into / "team.html").read_text(encoding="utf-8"), "detailed-plan"))
    cop_plan("kit", "charter", "invitation")
    done = cop_plan("schedule")
    assert "wrote team.html to" in done.err
    blanks = (definition.parent / "kit" / "charter.html").read_text(encoding="utf-8").count('<span class="blank">')
    assert documents(into, "detailed-plan") == [("../kit/charter.html", f"Charter {blanks} blanks")]
    ((href, said),) = documents(into, "invite-participants")
    assert href == "../kit/index.html#invite-participants"
    assert said.startswith("Invitation: ")
    assert documents(into, "letters-of-agreement.send") == []
    index = (into / "../kit/index.html").read_text(encoding="utf-8")
    assert 'id="invite-participants"' in index


def test_a_kit_that_changed_since_makes_the_page_anew_and_nothing_else_does(
    cop_plan: Callable[..., Ran], definition: Path
) -> None:
    charter = definition.parent / "kit" / "charter.html"
    cop_plan("schedule")
    assert "nothing changed" in cop_plan("schedule").err
    cop_plan("kit", "charter")
    cop_plan("schedule")
    ((_, before),) = documents(definition.parent / "plan", "detailed-plan")
    assert "nothing changed" in cop_plan("schedule").err
    text = charter.read_text(encoding="utf-8")
    charter.write_text(re.sub(r'<span class="blank">.*?</span></span>', "filled", text, count=1), encoding="utf-8")
    cop_plan("schedule")
    ((_, after),) = documents(definition.parent / "plan", "detailed-plan")
    first, second = (int(re.findall(r"\d+", one)[0]) for one in (before, after))
    assert second == first - 1
    shutil.rmtree(definition.parent / "kit")
    cop_plan("schedule")
    assert documents(definition.parent / "plan", "detailed-plan") == []


def test_a_kit_that_cannot_be_told_is_no_kit(cop_plan: Callable[..., Ran], definition: Path) -> None:
    (definition.parent / "kit" / "cop-plan.lock").mkdir(parents=True)
    cop_plan("schedule")
    (definition.parent / "kit" / "cop-plan.lock").rmdir()
    cop_plan("kit", "charter")
    lock = definition.parent / "kit" / "cop-plan.lock"
    for spoiled in ("{", lock.read_text(encoding="utf-8").replace('"readers"', '"others"')):
        lock.write_text(spoiled, encoding="utf-8")
        cop_plan("schedule")
        assert documents(definition.parent / "plan", "detailed-plan") == []


def test_the_links_lead_to_the_kit_wherever_the_plan_lies(run: Run, definition: Path, tmp_path: Path) -> None:
    home = tmp_path / "year #1 (50%)"
    home.mkdir()
    for path in list(tmp_path.iterdir()):
        if path.is_file():
            path.rename(home / path.name)
    run("kit", home / "community.yaml", "charter", "--today", NOVEMBER)
    for folder in (tmp_path / "elsewhere" / "deep", home / "plan", home):
        done = run("schedule", home / "community.yaml", "--out", folder, "--today", NOVEMBER)
        assert done.code == 0, done.err
        ((href, _),) = documents(folder, "detailed-plan")
        assert (folder / unquote(href)).resolve() == home / "kit" / "charter.html"
        assert not set("# ?") & set(href)


def test_done_and_schedule_bring_the_page_up_to_date(cop_plan: Callable[..., Ran], definition: Path) -> None:
    page = definition.parent / "plan" / "team.html"
    cop_plan("schedule")
    assert "webinar-1.reminder" in due(page.read_text(encoding="utf-8"), "this_week")
    cop_plan("done", "webinar-1.reminder")
    assert "team.html" in cop_plan("schedule").err
    assert "webinar-1.reminder" not in due(page.read_text(encoding="utf-8"), "this_week")


def test_a_move_keeps_the_links_and_says_once_that_papers_are_old(
    cop_plan: Callable[..., Ran], definition: Path
) -> None:
    cop_plan("kit", "charter")
    cop_plan("schedule")
    done = cop_plan("schedule", "--move", "webinar-2=2026-12-09", "--yes")
    assert [href for href, _ in documents(definition.parent / "plan", "detailed-plan")] == ["../kit/charter.html"]
    assert [line for line in done.err.splitlines() if "papers in kit/" in line] == [
        "the other papers in kit/ still say what was planned before; to write them anew: cop-plan kit"
    ]


def test_a_changed_date_with_papers_in_the_kit_is_told_in_a_line(
    cop_plan: Callable[..., Ran], definition: Path
) -> None:
    line = "the papers in kit/ may still have the old dates; to bring them up to date: cop-plan kit"

    def said(activities: str) -> list[str]:
        definition.write_text(f"{COMMUNITY}{activities}", encoding="utf-8")
        return [one for one in cop_plan("schedule").err.splitlines() if one == line]

    assert said("") == []
    assert said("activities: {webinar-2: {when: 2026-12-10}}\n") == []  # there is no kit
    cop_plan("kit", "charter")
    assert said("activities: {webinar-2: {when: 2026-12-09}}\n") == [line]
    assert said("activities: {webinar-2: {when: 2026-12-09}}\n") == []
    assert said("activities: {webinar-2: {when: 2026-12-09, topic: Talk}}\n") == []


def test_what_is_said_to_be_shared_holds_nothing_of_the_team_alone(run: Run, write: Write) -> None:
    own = "activities: {secret: {title: Zanzibar, kind: task, when: 2026-10-01, phase: learn}}\n"
    definition = write(MINIMAL + own)
    done = run("schedule", definition, "--today", TODAY, "--todos", "--calendars")
    folder = definition.parent / "plan"
    of_team = {path.name for path in folder.glob("*.*") if "Zanzibar" in path.read_text(encoding="utf-8")}
    lines = dict(line.split(": ", 1) for line in done.err.splitlines() if ": " in line)
    assert of_team.isdisjoint(lines["to share with everybody"].split(", "))
    assert of_team - {"cop-plan.lock"} == set(lines["for the team alone"].split(", "))
    of_owners = {f"calendars/{path.name}" for path in (folder / "calendars").iterdir()}
    assert of_owners == set(lines["each for the person or role that it names"].split(", "))


# In a browser.


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
def test_the_script_shows_on_the_day_of_the_page_what_stands_in_it(
    language: str, started: Forks, visit: Visiting, tmp_path: Path
) -> None:
    definition = in_language(COMMUNITY + "activities: {webinar-1: {at: 15:30}}\n", language)
    for name, content in LISTS.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "progress.csv").write_text("name,date,note\norientation,2026-09-29,\n", encoding="utf-8")
    (tmp_path / "community.yaml").write_text(definition, encoding="utf-8")
    for words in (["kit", "charter", "guide-to-the-webinar"], ["schedule"]):
        started.run(tmp_path, [words[0], "community.yaml", *words[1:2], "--today", NOVEMBER])
    page = tmp_path / "plan" / "team.html"
    with visit(page, java_script_enabled=False) as still:
        text = still.page.locator("#due").inner_text()
    with visit(page, now=f"{NOVEMBER}T09:00:00-07:00") as moving:
        assert moving.page.locator("#due").inner_text() == text
        assert moving.page.locator("#due li").count() > 10


@pytest.mark.parametrize(
    ("now", "zone", "where"),
    [
        pytest.param("2026-11-17T23:30:00-06:00", "America/Edmonton", "this_week", id="late on its day"),
        pytest.param("2026-11-18T00:30:00-06:00", "America/Edmonton", "overdue", id="the day after"),
        pytest.param("2026-11-17T16:00:00-07:00", "Asia/Tokyo", "this_week", id="during it, where it is tomorrow"),
        pytest.param("2026-11-18T08:30:00-07:00", "Asia/Tokyo", "overdue", id="the day after, there"),
        pytest.param("2026-11-18T02:00:00-07:00", "Pacific/Honolulu", "this_week", id="where it is still that day"),
        pytest.param("2026-11-10T00:30:00-06:00", "America/Edmonton", "weeks_after", id="a week before"),
        pytest.param("2026-11-11T00:30:00-06:00", "America/Edmonton", "this_week", id="six days before"),
        pytest.param("2026-10-27T12:00:00-06:00", "America/Edmonton", None, id="three weeks before"),
        pytest.param("2026-10-28T12:00:00-06:00", "America/Edmonton", "weeks_after", id="a day less"),
    ],
)
def test_the_readers_own_day_decides_what_is_due(
    now: str, zone: str, where: str | None, year_page: Path, visit: Visiting
) -> None:
    with visit(year_page, now=now, timezone_id=zone) as visited:
        parts = {
            name: visited.page.locator(f'[data-part="{name}"] li a[href="#webinar-1"]').count()
            for name in ("overdue", "this_week", "weeks_after")
        }
    assert [name for name, count in parts.items() if count] == ([where] if where else [])


@pytest.fixture(scope="module")
def year_page(started: Forks, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a year of little, of which something is noted as done."""
    folder = tmp_path_factory.mktemp("little")
    pattern = """
title: Little
activities:
  webinar-1: {title: Webinar 1, kind: webinar, when: 2026-11-17, at: "15:30", lasts: 1 hour}
  early: {title: "Early & <b>bold</b>", kind: task, when: 2026-09-01, phase: learn}
"""
    (folder / "little.yaml").write_text(pattern, encoding="utf-8")
    (folder / "records").mkdir()
    (folder / "records" / "progress.csv").write_text("name,date,note\nearly,2026-09-02,\n", encoding="utf-8")
    return scheduled(folder, f"{MINIMAL}pattern: little.yaml\n", started) / "team.html"


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-08-01T12:00:00-06:00", "The next one: Webinar 1: develop the guide, Monday 9 November 2026."),
        ("2027-03-02T12:00:00-07:00", "Overdue"),
    ],
)
def test_the_page_says_the_readers_day_and_what_comes_next(
    now: str, said: str, year_page: Path, visit: Visiting
) -> None:
    with visit(year_page, now=now) as visited:
        text = visited.page.locator("#due").inner_text()
    day = date.fromisoformat(now[:10])
    assert f"As of {day:%A} {day.day} {day:%B %Y}." in text
    assert said in text
    if said != "Overdue":
        last = day + timedelta(days=20)
        assert f"nothing is due until {last:%A} {last.day} {last:%B %Y}." in text


def test_the_script_tells_how_documents_get_links_while_one_without_is_shown(plan: Plan, visit: Visiting) -> None:
    with visit(plan("small-start", "en-CA") / "team.html", now="2027-08-01T12:00:00-06:00") as visited:
        hint, folded = visited.page.locator("#due .unmade"), visited.page.locator("#due details")
        assert hint.is_hidden()
        for is_open in (True, False):
            folded.locator("summary").click()
            hint.wait_for(state="visible" if is_open else "hidden")


def test_hostile_titles_are_text_in_the_lists_of_the_script(started: Forks, visit: Visiting, tmp_path: Path) -> None:
    folder = scheduled(tmp_path, everywhere(HOSTILE), started)
    with visit(folder / "team.html", now="2026-11-17T12:00:00-07:00") as visited:
        shown = visited.page.locator('#due a[href="#webinar-1"]').text_content()
        assert shown == HOSTILE
        assert visited.page.locator("#due b, #due img, #due script").count() == 0


@pytest.mark.parametrize("example", ["literacy-for-all", "small-start"])
@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
def test_on_a_phone_what_is_due_is_on_the_first_screen_and_nothing_bars_the_way(
    example: str, language: str, plan: Plan, visit: Visiting
) -> None:
    page = plan(example, language) / "team.html"
    with visit(page, now="2026-11-16T12:00:00-07:00", viewport={"width": 375, "height": 667}) as visited:
        tops = visited.page.locator("#due :is(li, .nothing):visible").evaluate_all(_BOTTOMS)
        assert tops[0] < 667
        for scheme in ("light", "dark"):
            for width in (320, 375, 768, 1440):
                visited.look(width=width, scheme=scheme)
                assert visited.overflow == 0, width
            assert visited.barriers() == []


_BOTTOMS = "all => all.map(one => one.getBoundingClientRect().bottom)"


def test_without_a_script_the_page_is_whole(plan: Plan, visit: Visiting) -> None:
    with visit(plan("small-start", "en-CA") / "team.html", java_script_enabled=False) as visited:
        assert visited.page.locator("#filter").is_hidden()
        assert visited.page.locator("#due li").first.is_visible()
        assert visited.page.locator("#dates tr:visible").count() > 100


def test_open_questions_do_not_fill_the_print(plan: Plan, visit: Visiting) -> None:
    with visit(plan("small-start", "en-CA") / "team.html") as visited:
        visited.look(media="print")
        assert visited.page.locator("#questions summary").is_visible()
        assert visited.page.locator("#questions dd:visible").count() == 0
        assert visited.page.locator("#filter, #months").first.is_hidden()
