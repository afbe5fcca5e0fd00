"""The papers for people: guests are asked for what their list says, members for topics; the core group plans."""

import email
import email.policy
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import MINIMAL, TODAY, Ran, Write

Run = Callable[..., Ran]

YEAR = (
    MINIMAL
    + """\
region: CA-AB
pattern: sample-year
guests: guests.csv
leadership: {facilitator: {name: Alex Moreau, email: alex@example.org}}
meetings: {platform: Our room, topic_ideas: [Reading graphs], hosts: [Bo Li]}
membership:
  members:
    - {name: Amina Okafor, brings: Poems, wants: Assessment, support: A ride from the station}
    - {name: Bo Li, brings: Maps, wants: assessment}
    - {name: Cy Roe, brings: Songs}
activities:
  webinar-1: {presenter: noor  haddad, topic: Talk before text}
  webinar-2: {presenter: Cy Roe and Dana Cole}
"""
)
GUESTS = """\
name,organization,relation,topic,takes_part,email
Noor Haddad,Example University,work with,Talk,speak,noor@example.org
Theo Lindqvist,Public Library,want to work with,Picture books,share,
Marisol Quintana,Science Centre,does interesting work,Graphs,speak,marisol@example.org
Paul Redcrow,,,,join,
Noor Haddad,,,,,
"""


@pytest.fixture
def made(run: Run, write: Write, tmp_path: Path) -> Callable[..., Path]:
    def made(*documents: str, text: str = YEAR, guests: str = GUESTS, **more: str) -> Path:
        write(text, {"guests.csv": guests} | more)
        done = run("kit", "community.yaml", *documents, "--today", TODAY)
        assert done.code == 0, done.err
        return tmp_path / "kit"

    return made


CALLS = """  calls: {title: Planning call, kind: online-meeting, when: january 14, at: 4:00 pm, lasts: 45 minutes,
          audience: team, steps: {thanks: {kind: task, document: thanks, when: 1 day after},
          notes: {kind: task, document: agenda, when: 1 day before}}}
"""


@pytest.mark.parametrize(
    ("language", "greeting", "unsaid"),
    [
        ("en-CA", "Dear members of the core group of ", ("One question", "Until then")),
        ("fr-CA", "Bonjour aux membres du noyau de ", ("Une question", "D’ici là")),
    ],
)
def test_a_paper_on_a_call_of_the_team_speaks_to_the_core_group(
    language: str, greeting: str, unsaid: tuple[str, ...], made: Callable[..., Path]
) -> None:
    lead = "leadership: {core_group: [Bo Li], facilitator"
    text = YEAR.replace("leadership: {facilitator", lead) + CALLS + f"language: {language}\n"
    kit = made("thanks", "agenda", text=text)
    thanks = (kit / "thanks/calls.md").read_text(encoding="utf-8")
    agenda = (kit / "agenda/calls.md").read_text(encoding="utf-8")
    assert greeting in thanks
    assert ("**Where:** Our room" if language == "en-CA" else "**Lieu\u00a0:** Our room") in agenda
    assert not [one for one in unsaid if one in thanks]
    others = (kit / "thanks/webinar-1.md").read_text(encoding="utf-8")
    assert greeting not in others
    assert unsaid[0] in others


def test_a_story_that_is_sent_in_after_the_last_session_has_no_minutes_there(made: Callable[..., Path]) -> None:
    def read(text: str) -> str:
        return (made("success-story", text=text) / "success-story/amina-okafor.md").read_text(encoding="utf-8")

    assert "you have **5 minutes**" in read(YEAR)
    half_days = read(YEAR.replace("sample-year", "half-day-meetings").partition("activities:")[0])
    assert "you have" not in half_days
    assert "Not beyond the community" in half_days


def test_nobody_is_told_how_to_join_a_visit_from_afar_unless_there_is_a_way(made: Callable[..., Path]) -> None:
    kit = made("confirmation")
    read = {one.parent.name: one.read_text(encoding="utf-8") for one in kit.glob("confirmation/*/amina-okafor.md")}
    assert {name: "Joining from afar" in text for name, text in read.items()} == {"orientation": True}
    confirm = "{confirm: {kind: letter, document: confirmation, when: 1 week before}}"
    text = f"{YEAR}  trip: {{kind: visit, when: april 14, at: 9:00, lasts: 2 hours, steps: {confirm}}}\n"
    said = (made("confirmation", text=text) / "confirmation/trip/amina-okafor.md").read_text(encoding="utf-8")
    assert "Getting in" in said
    assert "Joining from afar" not in said


def test_each_guest_has_a_letter_of_their_own_even_two_of_one_name(made: Callable[..., Path]) -> None:
    letters = {one.stem for one in made("guest-letter").glob("guest-letter/*.md")}
    assert letters == {"noor-haddad", "noor-haddad-2", "theo-lindqvist", "marisol-quintana", "paul-redcrow"}


def test_a_guest_is_asked_for_what_the_list_says(made: Callable[..., Path]) -> None:
    kit = made("guest-letter")
    noor, again, theo, marisol, paul = (
        (kit / f"guest-letter/{name}.md").read_text(encoding="utf-8")
        for name in ("noor-haddad", "noor-haddad-2", "theo-lindqvist", "marisol-quintana", "paul-redcrow")
    )
    assert "Would you speak on “Talk” at this session?" in noor
    assert "Webinar 1" in noor
    assert "Webinar 3" not in noor
    assert "because we already work together" in noor
    assert "Would you share something on “Picture books”" in theo
    assert "would like to work with you and with Public Library" in theo
    assert "Webinar" not in theo
    assert "the work that you do at Science Centre interests us" in marisol
    assert "Webinar 1" not in marisol, "it has a presenter"
    assert "Webinar 3" in marisol
    assert "Would you join us as a member?" in paul
    assert "We write to you" not in paul
    assert all(f"☐ to {word}" in again for word in ("speak", "share", "join"))


def test_a_guests_letter_is_a_draft_to_that_guest_alone(made: Callable[..., Path]) -> None:
    drafts = {one.stem: one.read_text(encoding="utf-8") for one in made("guest-letter").glob("guest-letter/*.eml")}
    assert "To: Noor Haddad <noor@example.org>\n" in drafts["noor-haddad"]
    assert "marisol@example.org" not in drafts["noor-haddad"]
    assert not re.search("^(To|Cc|Bcc):", drafts["theo-lindqvist"], re.MULTILINE)


def test_who_reaches_out_without_a_list_has_one_letter_with_blanks(made: Callable[..., Path]) -> None:
    kit = made("guest-letter", text=YEAR.replace("guests: guests.csv\n", ""))
    (letter,) = kit.glob("guest-letter/*.md")
    assert letter.stem == "blank"
    assert "Dear [______ the guest's name]" in letter.read_text(encoding="utf-8")


def test_what_a_guest_is_asked_for_is_one_of_three_words(run: Run, write: Write) -> None:
    write(YEAR, {"guests.csv": "name,takes_part\nNoor Haddad,speek\nTheo,speak\n"})
    done = run("check", "community.yaml", "--today", TODAY)
    assert done.code == 1
    assert done.out + done.err == (
        "guests.csv:2:2: guests.1.takes_part: 'speek' is none of: speak, share, join\n    hint: did you mean 'speak'?\n"
        "1 problem in guests.csv\n"
    )


def test_the_plan_of_the_team_says_how_guests_are_known_and_what_they_are_asked_for(
    run: Run, write: Write, tmp_path: Path
) -> None:
    write(YEAR, {"guests.csv": GUESTS})
    assert run("schedule", "community.yaml", "--today", TODAY).code == 0
    plan = (tmp_path / "plan" / "plan.md").read_text(encoding="utf-8")
    assert "Marisol Quintana, Science Centre: Graphs · the work interests us · to speak\n" in plan
    assert "Paul Redcrow · to join\n" in plan


NOTED = {
    "records/notes/orientation.md": (
        "## Topics for next time\n\n- Word walls\n- reading graphs\n\n## Highlights\n\n- Pairs across schools\n"
    )
}


def test_members_are_asked_for_topics_before_the_agenda_goes_out(made: Callable[..., Path]) -> None:
    kit = made("call-for-topics", text=YEAR + "records: {notes: records/notes/}\n", **NOTED)
    orientation, wrap_up = (
        (kit / f"call-for-topics/{name}.md").read_text(encoding="utf-8") for name in ("orientation", "wrap-up")
    )
    assert "write before **Tuesday 15 September 2026**, the day on which we send the agenda" in orientation
    assert re.findall(r"^- (.*)$", wrap_up, re.MULTILINE) == ["Reading graphs", "Word walls", "Assessment"]
    assert "Word walls" not in orientation, "its notes are its own"
    assert "is kept for another session" in orientation
    assert "is kept for another session" not in wrap_up, "there is none"
    assert not re.search("Amina|Bo Li", orientation + wrap_up)


def test_no_address_of_a_member_that_somebody_noted_reaches_those_who_are_written_to(made: Callable[..., Path]) -> None:
    text = YEAR.replace("Bo Li, brings: Maps, wants: assessment", "Bo Li, email: bo@example.org, wants: bo@example.org")
    text = text.replace("wants: Assessment", '"wants": "To plan with Bo (Bo@example.org)"')
    notes = "## Highlights\n\n- Ask [Bo](mailto:bo@example.org?subject=Maps) for maps\n\n## Topics\n\n"
    notes += "- bo@example.org\n- Word walls\n"
    noted = {"records/notes/orientation.md": notes}
    documents = ("call-for-topics", "thanks", "orientation-letter", "webinars-letter", "presenter-brief")
    kit = made(*documents, text=text + "records: {notes: records/notes/}\n", **noted)
    papers = "".join(page.read_text(encoding="utf-8") for page in kit.rglob("*.md"))
    assert "To plan with Bo\n" in papers
    assert "Ask Bo for maps" in papers
    assert "- Word walls" in papers
    assert "bo@example.org" not in papers.casefold()
    assert "- \n" not in papers


LATE = """\
region: CA-AB
pattern: sample-year
membership:
  schools: [{school: Elm}]
  members:
    - {name: Ann One, school: Elm}
    - {name: Bo Two, school: Elm, joined: 2026-11-03}
    - {name: Cy Three, school: Elm, joined: 2027-01-04}
activities:
  orientation: {at: 9:00, lasts: 6 hours}
  webinar-1: {at: 13:00}
  webinar-4: {at: 13:00}
"""


def test_who_joins_late_is_told_their_own_hours_and_needs_no_substitute_before(made: Callable[..., Path]) -> None:
    kit = made("late-joiner", "letter-of-agreement", "principal-brief", text=MINIMAL + LATE)

    def text(name: str) -> str:
        return (kit / name).read_text(encoding="utf-8")

    for name, hours in {"bo-two": "10 hours", "cy-three": "8 hours"}.items():
        assert f"that you agree to, {hours} in all" in text(f"late-joiner/{name}.md")
        assert f"We ask you to come to **{hours}** of sessions" in text(f"letter-of-agreement/{name}.md")
    rows = re.findall(r"^\| Tue .*?m: (.*?) \| (.*? day) \| (.*?) \|", text("principal-brief/elm.md"), re.MULTILINE)
    assert rows == [
        ("Orientation", "Ann One: full day", "1"),
        ("Webinar 1", "All but Cy Three: half day", "1"),
        ("Webinar 4", "All: half day", "1.5"),
    ]
    told = "Only those are counted who are members on the day and asked to the session.\n\n| Date"
    assert told in text("principal-brief/elm.md")


def test_a_call_without_an_agenda_to_come_leaves_the_day_to_be_filled_in(made: Callable[..., Path]) -> None:
    text = YEAR + "leave_out: {orientation.distribute-agenda: It is on the website}\n"
    call = (made("call-for-topics", text=text) / "call-for-topics/orientation.md").read_text(encoding="utf-8")
    assert "write before [______ the day by which to answer]" in call


def test_the_core_group_sees_who_brings_something_and_has_no_part_yet(made: Callable[..., Path]) -> None:
    paper = made("members-at-a-glance") / "members-at-a-glance.md"
    text = paper.read_text(encoding="utf-8")
    assert stat.S_IMODE(paper.stat().st_mode) == 0o600
    assert "A ride from the station" in text
    assert re.search(r"\| Orientation, Tuesday 22 September 2026 \| Bo Li \|  \|  \|", text)
    assert "they may say no: Amina Okafor (Poems).\n" in text


def test_a_part_is_somebodys_whose_whole_name_a_session_has(made: Callable[..., Path]) -> None:
    text = YEAR.replace("name: Amina Okafor, brings", "name: Oe, brings").replace(
        "presenter: Cy Roe", "presenter: Cy Roé"
    )
    paper = made("members-at-a-glance", text=text) / "members-at-a-glance.md"
    assert "they may say no: Oe (Poems).\n" in paper.read_text(encoding="utf-8")


@pytest.mark.parametrize("pattern", ["sample-year", "compressed-year", "half-day-meetings", "calendar-year"])
def test_every_pattern_asks_for_the_papers_for_people(pattern: str, run: Run, write: Write) -> None:
    text = YEAR.replace("sample-year", pattern).partition("activities:")[0]
    write(text.replace("2026-2027", "2027") if pattern == "calendar-year" else text, {"guests.csv": GUESTS})
    done = run("kit", "community.yaml", "--list", "--json", "--today", TODAY)
    assert done.code == 0, done.err
    for document in ("guest-letter", "call-for-topics", "members-at-a-glance", "design-worksheet"):
        (asked,) = re.findall(rf'"document": "{document}".*?"due": \[(.*?)\]', done.out, re.DOTALL)
        assert asked.strip(), document


def test_an_agenda_that_works_on_the_guidelines_says_when_they_are_drafted_adopted_and_reviewed(
    made: Callable[..., Path],
) -> None:
    kit = made("agenda", text=YEAR + "leave_out: {review-guidelines: We do it by letter}\n")
    said = {one.stem: one.read_text(encoding="utf-8") for one in kit.glob("agenda/*.md")}
    told = "**Our guidelines:** drafted on Tuesday 22 September 2026; adopted on Wednesday 7 October 2026."
    assert f"{told}\n" in said["orientation"]
    assert f"{told} The draft that we adopt stands in the charter.\n" in said["online-meeting-october"]
    assert not [name for name, text in said.items() if "Our guidelines:" in text and told not in text]
    assert sum("Our guidelines:" in text for text in said.values()) == 2


def test_a_review_that_is_left_out_is_not_in_the_charter(made: Callable[..., Path]) -> None:
    kit = made("charter", text=YEAR + "leave_out: {review-guidelines: We do it by letter}\n")
    assert "eviewed" not in (kit / "charter.md").read_text(encoding="utf-8")


def test_a_guide_to_a_webinar_has_the_day_on_which_it_goes_out(made: Callable[..., Path]) -> None:
    guide = (made("webinar-guide") / "webinar-guide/webinar-1.md").read_text(encoding="utf-8")
    assert guide.startswith("Tuesday 10 November 2026\n")


def test_goals_without_a_horizon_stand_under_none(made: Callable[..., Path]) -> None:
    goals = "goals: {a: {aim: Two routines}, b: {aim: A bank, horizon: longer}, c: {aim: A visit, horizon: this year}}"
    charter = (made("charter", text=YEAR + goals) / "charter.md").read_text(encoding="utf-8")
    found = re.findall(
        r"^(?:- )?\*\*(Two routines|A bank|A visit|This year|Beyond this year)\*\*", charter, re.MULTILINE
    )
    assert found == ["Two routines", "This year", "A visit", "Beyond this year", "A bank"]


INVITED = (
    YEAR
    + """\
purpose:
  statement: We learn to read.
  concern: readers who give up
  members_priorities: Routines for tomorrow
"""
)


def test_an_invitation_says_why_now_only_if_that_is_answered(made: Callable[..., Path]) -> None:
    told = (made("invitation", text=INVITED) / "invitation/bo-li.md").read_text(encoding="utf-8")
    assert (
        "**Why now:** we share a concern for readers who give up; what members need: Routines for tomorrow.\n" in told
    )
    plain = (made("invitation") / "invitation/bo-li.md").read_text(encoding="utf-8")
    assert not re.search("Why now|typical session", plain)


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
def test_what_ends_with_its_own_mark_gets_no_full_stop_after_it(language: str, made: Callable[..., Path]) -> None:
    asked = {"purpose": "{benefits: {teachers: Who helps?}}", "meetings": "{typical_session: Try!}"}
    text = re.sub(r"^meetings: .*\n", "", YEAR, flags=re.MULTILINE)
    text += "".join(f"{key}: {value}\n" for key, value in asked.items()) + f"language: {language}\n"
    shown = (made("invitation", text=text) / "invitation/amina-okafor.md").read_text(encoding="utf-8")
    assert re.search(r"Who helps\?$", shown, re.MULTILINE)
    assert re.search(r"Try!$", shown, re.MULTILINE)


def test_an_invitation_speaks_of_a_letter_of_agreement_only_where_the_year_has_one(made: Callable[..., Path]) -> None:
    told = (made("invitation") / "invitation/bo-li.md").read_text(encoding="utf-8")
    reply = re.search(r"please answer by (.*)", told)
    assert reply
    assert reply[1] == "Tuesday 9 June 2026"
    assert "a letter of agreement on Thursday 11 June 2026" in told
    without = YEAR + "leave_out: {letters-of-agreement: We shake hands}\n"
    assert "What follows" not in (made("invitation", text=without) / "invitation/bo-li.md").read_text(encoding="utf-8")


def test_the_slip_of_an_invitation_is_written_on_paper_and_answered_in_a_message(made: Callable[..., Path]) -> None:
    folder = made("invitation") / "invitation"
    assert "- **What could you bring?** ____" in (folder / "bo-li.md").read_text(encoding="utf-8")
    draft = email.message_from_bytes((folder / "bo-li.eml").read_bytes(), policy=email.policy.default)
    part = draft.get_body(("plain",))
    assert part is not None
    text = part.get_content()
    assert "What could you bring?" in text.splitlines()[-1]
    assert "____" not in text.partition("Your input matters")[2]
