"""Our own records: the noticeboard, the commitments, the aliases, the notes of sessions, the stories."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import MINIMAL, DatedYear
from cop_plan.base import errors
from cop_plan.definition import languages, load, names, nodes
from cop_plan.records import notes, own_lists
from cop_plan.records.record_types import Note

MEMBERS = """
leadership: {facilitator: Alex Moreau}
guests: [{name: Noor Haddad}]
membership:
  members:
    - {name: Amina Okafor, email: amina.okafor@example.org}
    - {name: Hélène Lavallée}
    - {name: Jo Lee, email: jo.lee@example.org}
    - {name: Jo Lee, email: j.lee@example.org}
"""
SESSIONS = ("orientation", "webinar-1", "webinar-2", "online-meeting.october")

YearOf = Callable[..., DatedYear]


@pytest.fixture
def year(year_of: YearOf) -> DatedYear:
    return year_of(MINIMAL + MEMBERS)


@pytest.fixture
def people(year: DatedYear) -> names.PeopleByName:
    return names.PeopleByName(year.loaded.community)


def told(problems: errors.Problems) -> list[str]:
    return [line for problem in problems.problems for line in problem.lines()]


def problems(read: Callable[..., object], *given: object) -> list[str]:
    with pytest.raises(errors.Problems) as found:
        read(*given)
    return told(found.value)


# The tables.


def test_the_noticeboard_is_told_by_day_and_without_addresses(people: names.PeopleByName) -> None:
    table = load.noticeboard(
        b"date,kind,title,link,by\n"
        b"2026-11-20,post,Word wall,,Amina Okafor [amina.okafor@example.org]\n"
        b"2026-10-08,blog,Read aloud,https://example.org/b,somebody else\n",
        "noticeboard.csv",
    )
    assert [
        (one.day.isoformat(), one.kind, one.title, one.link, one.by) for one in own_lists.notices(table.rows, people)
    ] == [
        ("2026-10-08", "blog", "Read aloud", "https://example.org/b", "somebody else"),
        ("2026-11-20", "post", "Word wall", None, "Amina Okafor"),
    ]


def test_a_noticeboard_may_say_in_a_line_why_to_read_it(people: names.PeopleByName) -> None:
    table = load.noticeboard(
        b"date;genre;titre;par;remarque\n2026-10-08;research;Forty studies;;Its tables\n2026-10-09;post;Clips;;\n",
        "noticeboard.csv",
    )
    assert [(one.title, one.note) for one in own_lists.notices(table.rows, people)] == [
        ("Forty studies", "Its tables"),
        ("Clips", None),
    ]


def test_all_that_is_wrong_with_a_noticeboard_is_told_with_row_and_column() -> None:
    content = (
        b"date,kind,title,link,by\n"
        b"2026-11-31,post,Word wall,,\n"
        b"2026-11-20,posts,Word wall,,\n"
        b"2026-11-20,post,,www.example.org,\n"
    )
    assert problems(load.noticeboard, content, "noticeboard.csv") == [
        "noticeboard.csv:2:1: records.noticeboard.1.date: there is no 2026-11-31 in the calendar",
        "noticeboard.csv:3:2: records.noticeboard.2.kind: "
        "'posts' is none of: post, research, blog, resource, opportunity",
        "    hint: did you mean 'post'?",
        "noticeboard.csv:4:3: records.noticeboard.3.title: this is required, and nothing is written",
        "noticeboard.csv:4:4: records.noticeboard.3.link: 'www.example.org' is not a web address",
        "    hint: write https://www.example.org",
    ]


def test_a_commitment_is_a_members(people: names.PeopleByName) -> None:
    table = load.commitments(
        b'member,to,commitment\nhelene lavallee,colleagues,"Share, once a month"\n', "commitments.csv"
    )
    made, value_problems = own_lists.commitments(table.rows, people)
    assert [(one.member.name, one.to, one.commitment) for one in made] == [
        ("Hélène Lavallée", "colleagues", "Share, once a month")
    ]
    assert value_problems == []


def test_commitments_of_nobody_are_told_with_who_may_be_meant(people: names.PeopleByName) -> None:
    table = load.commitments(
        b"member;to;commitment\nAmina Okafir;others;Share\nJo Lee;others;Share\nAmina Okafor;others;Share\n", "c.csv"
    )
    made, value_problems = own_lists.commitments(table.rows, people)
    assert len(made) == 1
    assert told(table.problems(value_problems)) == [
        "c.csv:2:1: records.commitments.1.member: no member is called 'Amina Okafir'",
        "    hint: did you mean 'Amina Okafor'?",
        "c.csv:3:1: records.commitments.2.member: more than one member is called 'Jo Lee'",
        "    hint: add the address in brackets: Jo Lee [jo.lee@example.org]",
    ]


def test_where_no_members_are_listed_there_are_no_commitments(year_of: YearOf) -> None:
    nobody = names.PeopleByName(year_of(MINIMAL).loaded.community)
    table = load.commitments(b"member,to,commitment\nAmina Okafor,others,Share\n", "c.csv")
    made, value_problems = own_lists.commitments(table.rows, nobody)
    assert made == ()
    assert told(table.problems(value_problems))[0] == (
        "c.csv:2:1: records.commitments.1.member: a commitment is a member's, and no members are listed"
    )


def test_an_alias_stands_for_a_member_a_leader_or_a_guest(year: DatedYear) -> None:
    table = load.aliases(
        "seen,member\niPhone,amina okafor\nCoP Facilitator,Alex Moreau\nDr. H.,Noor Haddad\nDr. h.,noor haddad\n"
        "'+1 780 555 0100,Hélène Lavallée\nHome,amina.okafor@example.org\n".encode(),
        "aliases.csv",
    )
    meant, value_problems = own_lists.aliases(table.rows, year.loaded.community)
    assert value_problems == []
    assert {seen: who.member.name if who.member else who.known_as for seen, who in meant.items()} == {
        "iphone": "Amina Okafor",
        "cop facilitator": "Alex Moreau",
        "dr. h.": "Noor Haddad",
        "+1 780 555 0100": "Hélène Lavallée",
        "home": "Amina Okafor",
    }


def test_an_alias_of_nobody_and_one_of_two_people_are_told(year: DatedYear) -> None:
    table = load.aliases(
        b"seen,member\niPad,Noor Hadad\niPhone,Amina Okafor\nIPHONE,Noor Haddad\nPad,name of the member\n", "a.csv"
    )
    meant, value_problems = own_lists.aliases(table.rows, year.loaded.community)
    assert list(meant) == ["iphone"]
    assert told(table.problems(value_problems)) == [
        "a.csv:2:2: records.aliases.1.member: nobody is called 'Noor Hadad'",
        "    hint: did you mean 'Noor Haddad'?",
        "a.csv:4:1: records.aliases.3.seen: 'IPHONE' stands for two people",
        "    a.csv:3:1: the other",
        "    hint: keep one of the two",
        "a.csv:5:2: records.aliases.4.member: nobody is called 'name of the member'",
        "    hint: write the name of a member, or of a leader or a guest whom the definition has, or take the line out",
    ]


@pytest.mark.parametrize("read", [load.noticeboard, load.commitments, load.aliases, load.progress])
@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_table_has_no_rows(read: Callable[[bytes, str], load.TableRecord[object]], content: bytes) -> None:
    assert read(content, "table.csv").rows == ()


@pytest.mark.parametrize("read", [load.noticeboard, load.commitments, load.aliases, load.progress])
def test_what_is_no_table_is_answered(read: Callable[[bytes, str], load.TableRecord[object]]) -> None:
    assert problems(read, b"\xff\xd8\xff\xe0JFIF\xff", "t.csv") == [
        "t.csv: this is a picture (JPEG), not a table",
        "    hint: save it again as XLSX or CSV",
    ]


# Texts with a head.


def note(text: str, people: names.PeopleByName, named: str = "webinar-1") -> Note:
    document = load.note(text.encode(), "n.md")
    made, value_problems = notes.note(document.head, document.body, named, SESSIONS, people)
    if value_problems:
        raise document.problems(value_problems)
    assert made is not None
    return made


def test_notes_are_kept_by_heading(people: names.PeopleByName) -> None:
    made = note(
        "---\nsession: webinar-1\nauthor: helene lavallee\n---\n# Webinar 1\n\nNine came.\n\n"
        "## Decisions\n\n- Try one.\n## Highlights ##\nThe clips.\n"
        "## Nothing here\n\n### Under it\nstays.\n## Decisions\n- And another.\n",
        people,
    )
    assert (made.session, made.author) == ("webinar-1", "Hélène Lavallée")
    assert made.sections == {
        "": "Nine came.",
        "Decisions": "- Try one.\n- And another.",
        "Highlights": "The clips.",
        "Nothing here": "### Under it\nstays.",
    }


def test_a_heading_inside_of_code_is_none(people: names.PeopleByName) -> None:
    text = "## Gathered\n````\n```\n## no heading\n```\n````\n## Highlights\nyes\n"
    assert note(text, people).sections == {"Gathered": "````\n```\n## no heading\n```\n````", "Highlights": "yes"}


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Faits saillants", "highlights"),
        ("Highlights", "highlights"),
        ("What did not work", "did not work"),
        ("CE QUI N'A PAS MARCHÉ", "did not work"),
        ("Ce qui n’a pas fonctionné", "did not work"),
        ("À poursuivre", "keep on"),
        ("Obstacles", "barriers"),
    ],
)
def test_known_sections_are_found_in_every_language(heading: str, name: str) -> None:
    every = languages.tables("notes.yaml")[0]
    assert [section for section in every if notes.is_headed(heading, section)] == [name]


def test_every_language_has_headings_for_every_section_of_notes() -> None:
    english, *others = languages.tables("notes.yaml")
    assert [table.keys() for table in others] == [english.keys()] * len(others)


@pytest.mark.parametrize("written", ["webinar-1", "Webinar 1", "WEBINAR_1", "webinar 1 "])
def test_a_session_is_found_however_its_name_is_written(written: str) -> None:
    assert notes.session_of(written, SESSIONS) == "webinar-1"


def test_a_session_of_a_series_is_found_without_its_dot() -> None:
    assert notes.session_of("Online meeting – October", SESSIONS) == "online-meeting.october"
    assert notes.session_of("online-meeting", SESSIONS) is None


@given(st.text(max_size=40))
def test_what_is_called_like_a_session_is_that_session_and_nothing_else(text: str) -> None:
    assert notes.session_of(text, SESSIONS) in (None, *SESSIONS)


def test_notes_without_a_head_are_of_the_session_that_the_file_is_named_after(people: names.PeopleByName) -> None:
    assert note("Nine came.\n", people, "Webinar 2") == Note("webinar-2", {"": "Nine came."})
    assert note("---\nauthor: Kim\n---\nNine came.\n", people, "webinar-2").author == "Kim"


def test_notes_of_no_session_are_answered_where_it_is_written(people: names.PeopleByName) -> None:
    with pytest.raises(errors.Problems) as found:
        note("\n---\nauthor: Kim\nsession: webinar-3\n---\n", people)
    assert told(found.value) == [
        "n.md:4:10: session: no session is called 'webinar-3'",
        "    hint: did you mean 'webinar-2'?",
    ]
    with pytest.raises(errors.Problems) as found:
        note("Nine came.\n", people, "minutes of May")
    assert told(found.value) == [
        "n.md:1:1: no session is called 'minutes of May'",
        "    hint: write  session: webinar-1  at the top",
    ]


def test_a_story_keeps_its_words_and_its_consent(people: names.PeopleByName) -> None:
    document = load.story(
        "---\r\ntitle: Talk\r\nauthor: amina okafor\r\nsession: Webinar 1\r\nconsent: name\r\n---\r\n\r\nWe tried.\r\n"
        "\r\n---\r\n\r\nIt worked.\r\n".encode("utf-8-sig"),
        "s.md",
    )
    made, value_problems = notes.story(document.head, document.body, "s.md", SESSIONS, people)
    assert value_problems == []
    assert (made.title, made.author, made.session, made.consent) == ("Talk", "Amina Okafor", "webinar-1", "name")
    assert made.member is not None
    assert made.body == "We tried.\n\n---\n\nIt worked."


@pytest.mark.parametrize("head", ["title: Talk", "title: Talk\nconsent:", "title: Talk\nconsent: none"])
def test_without_consent_a_story_may_not_be_shown(head: str) -> None:
    assert load.story(f"---\n{head}\n---\nWe tried.\n".encode(), "s.md").head.consent == "none"


STORIES = {
    "no head": ("We tried.\n", [
        "s.md:1:1: lines of  key: value  are expected at the top, between two lines of ---",
        "    hint: write, for example,  title: What we tried",
    ]),
    "an empty head": ("---\n---\nWe tried.\n", [
        "s.md:1:1: lines of  key: value  are expected at the top, between two lines of ---",
        "    hint: write, for example,  title: What we tried",
    ]),
    "a head that does not end": ("\n---\ntitle: Talk\nWe tried.\n", [
        "s.md:2:1: the lines at the top are not closed",
        "    hint: put a line of --- after them",
    ]),
    "a word instead of keys": ("---\nTalk\n---\n", [
        "s.md:2:1: lines of  key: value  are expected at the top, between two lines of ---",
        "    hint: write, for example,  title: What we tried",
    ]),
    "a slip of YAML": ("---\ntitle: Talk: before text\n---\n", [
        "s.md:2:12: a colon stands where no key can be",
        "    hint: put a value with ': ' in it in quotes",
    ]),
    "several slips": ("---\ntitel: Talk\nconsent: named\n---\n", [
        "s.md:2:1: titel: no key is called 'titel' here",
        "    hint: did you mean 'title'?",
        "s.md:3:10: consent: 'named' is none of: name, anonymous, none",
        "    hint: did you mean 'name'?",
    ]),
    "no title": ("---\nconsent: none\n---\n", ["s.md:2:1: title: this is required, and not written"]),
    "Windows' own letters": ("---\ntitle: Caf\udce9\n---\n", [
        "s.md:2:11: this is not UTF-8 text",
        "    hint: save the file as UTF-8",
    ]),
}  # fmt: skip


@pytest.mark.parametrize("case", STORIES)
def test_what_is_wrong_with_a_storys_head_is_answered(case: str) -> None:
    text, answer = STORIES[case]
    assert problems(load.story, text.encode("utf-8", "surrogateescape"), "s.md") == answer


def test_a_story_of_nearly_a_member_of_nobody_or_of_no_session_is_answered(people: names.PeopleByName) -> None:
    def answers(head: str) -> list[str]:
        document = load.story(f"---\ntitle: Talk\n{head}\n---\n".encode(), "s.md")
        return told(document.problems(notes.story(document.head, document.body, "s.md", SESSIONS, people)[1]))

    assert answers("author: Amina Okafir\nconsent: anonymous\nsession: webiner-1") == [
        "s.md:3:9: author: no member is called 'Amina Okafir'",
        "    hint: did you mean 'Amina Okafor'?",
        "s.md:5:10: session: no session is called 'webiner-1'",
        "    hint: did you mean 'webinar-1'?",
    ]
    assert answers("consent: name") == [
        "s.md:3:10: consent: a name may be shown, and none is written",
        "    hint: write  author: Amina Okafor",
    ]
    assert answers("author: Jo Lee")[0] == "s.md:3:9: author: more than one member is called 'Jo Lee'"
    assert answers("author: The grade 5 team of Elm Street\nconsent: name") == []


def test_a_text_that_is_too_large_is_refused() -> None:
    assert problems(load.note, b"x" * (nodes.MAX_BYTES + 1), "n.md") == ["n.md: is larger than 1 MB"]
