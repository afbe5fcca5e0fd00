"""The papers of the kit as Markdown: a document's template, merged with what is known.

A fact that is missing stands as a marked blank, such as `[______ the principal's name]`, never as an empty text or a
guess, and is told. Templates show a fact by `known`, which needs the name of the blank; our own text is
the template's, which is written in its language.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeVar, cast

import jinja2

from cop_plan.definition import names
from cop_plan.definition.community import ONLINE, Guest, Member, School, SurveyName
from cop_plan.hours.ledger import Ledger, ledger
from cop_plan.kit import (
    RESTS,
    Paper,
    YearFacts,
    agreement,
    forms,
    legacy,
    participation,
    release_table,
    services,
    sign_in,
)
from cop_plan.kit.forms import EvidenceSoFar, ExpectedPerson, FormQuestion, ItemResult, NotePoint, YearResults
from cop_plan.kit.frame import Salutation, Session, date_rows
from cop_plan.kit.happened import has_presenter
from cop_plan.kit.last_year import LastYear
from cop_plan.plan import calendars, overview
from cop_plan.records import notes
from cop_plan.records.record_types import Notice, Records
from cop_plan.records.recorded_year import RecordedYear
from cop_plan.render import markup
from cop_plan.render.templates import markdown_text
from cop_plan.render.year import Year
from cop_plan.schedule import history, release
from cop_plan.schedule.drafts import PULSE_SURVEY
from cop_plan.schedule.timeline import Entry, year_name

_COLUMNS = (
    "name", "email", "school", "jurisdiction", "principal", "principal_email", "mandatory_hours", "mandatory_dates"
)  # fmt: skip

# Whose every fact is a blank.
_NOBODY, _NO_SCHOOL = Member.model_construct(None, name=""), School.model_construct(None, school="")
_NO_GUEST = Guest.model_construct(None, name="")

# What can be handed out, beside what has no kind: people, services and programs cannot.
_HANDED_OUT = ("print", "local", "published", "draft")

# What is discussed at a session because its day is the day for it.
_ALSO_PLANNED = frozenset(("guidelines-adopt", "guidelines-review", "capacity-building", "pulse"))

_NOTICES = ("post", "research", "blog", "resource", "opportunity")

_EMPTY_LINES = re.compile(r"\n{3,}")

_TITLE = re.compile(r"^# .*$", re.MULTILINE)

ROOM_TO_SIGN = "_" * 27
"""The line on which a letter is signed."""

ROOM_TO_ANSWER = "_" * 48
"""The line on which a slip is answered by hand."""

# These lines, and no longer one of somebody's own.
_BY_HAND = re.compile(rf"(?<![^\n]){ROOM_TO_SIGN}\n\n| {ROOM_TO_ANSWER}(?!_)")

BLANK = "______"
"""What a blank begins with, inside its brackets."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that a paper lacks: `what` is the blank's name, such as `principal`."""

    paper: Paper
    what: str


@dataclass(frozen=True)
class WrittenPaper:
    """A paper's text in Markdown, its title, and what it lacks.

    Its one heading of the first level is its title, and the subject of a message; above it a letter has its day and
    whom it goes to, which a message has in its headers.
    """

    paper: Paper
    title: str
    markdown: str
    missing: tuple[Missing, ...]

    @property
    def message(self) -> str:
        """Return the text of a message: what stands below the title, without the room to sign or to answer by hand."""
        text = _TITLE.split(self.markdown, maxsplit=1)[-1].lstrip("\n")
        return _BY_HAND.sub("", text)


Made = TypeVar("Made")


class AgendaRow(NamedTuple):
    """A block of an agenda in words; `time` is empty where the session has no hour."""

    time: str
    title: str
    lasts: str
    is_rest: bool


class Papers:
    """Writes the papers of one year. `results` are those of the baseline survey; None if they were not collected."""

    def __init__(
        self,
        year: Year,
        templates: jinja2.Environment,
        records: Records | None = None,
        results: Sequence[ItemResult] | None = None,
        came_to: YearResults | None = None,
        so_far: EvidenceSoFar | None = None,
        today: date = date.max,
        last_year: LastYear | None = None,
    ) -> None:
        """Take a year and the templates; what the records until today and the reports say, as far as it is known."""
        self.year = year
        self.facts = YearFacts(year.timeline)
        self._templates = templates
        self._records = records
        self._results = results
        self._came_to = came_to or YearResults()
        self._so_far = so_far
        self._today = today
        self._last_year = last_year
        self._people_of: dict[tuple[str | None, str | None, date | None], Sequence[Member]] = {}
        self._of_sessions: dict[tuple[str, str], Any] = {}
        self._agreed_by: dict[tuple[date | None, str | None], dict[str, Any]] = {}
        templates.filters["known"] = _known
        templates.filters["inside"] = lambda text: forms.inside(text, year.words)
        templates.filters["sentence"] = forms.sentence
        templates.filters["ended"] = forms.ended

    def present(self, paper: Paper) -> tuple[Member, ...] | None:
        """Return the members who came to a paper's session, however briefly; None if that was not collected."""
        attendance = self._records.attendance.get(paper.session.id) if self._records and paper.session else None
        return tuple(one.member for one in attendance.present if one.member) if attendance else None

    @cached_property
    def ledger(self) -> Ledger | None:
        """Return the hours of the members until today; None if no attendance was collected."""
        if self._records is None or not self._records.attendance:
            return None
        return ledger(RecordedYear(self.year.timeline, self._records, self._today))

    def why_withheld(self, paper: Paper) -> Literal["never came", "came too seldom"] | None:
        """Return why a certificate is not made for its member: who came to no session, or to fewer than it needs."""
        if paper.document.name != "certificate" or paper.member is None or self.ledger is None:
            return None
        if not self.ledger.sessions_of(paper.member):
            return "never came"
        return None if self.ledger.has_reached(paper.member) else "came too seldom"

    def is_message(self, paper: Paper) -> bool:
        """Return whether a paper is sent: a draft for an audience is, if it hears by mail."""
        is_mailed = paper.audience is None or legacy.channel(paper, self.year.words) == "email"
        return paper.document.message and is_mailed

    def written(self, paper: Paper) -> WrittenPaper:
        """Return a paper's text. Raises jinja2.TemplateError."""
        words = self.year.words
        lacks: dict[str, None] = {}
        template = self._templates.get_template(paper.document.template(words.tag))
        shown = {**self._of_all, **self._of(paper), "lacks": lacks, "blank": _BlankWriter(self.year, lacks)}
        text = self._tidy(template.render(shown))
        heading = _TITLE.search(text)
        title = markup.plain(heading[0] if heading else text.partition("\n")[0])
        return WrittenPaper(paper, title.strip(), text, tuple(Missing(paper, what) for what in lacks))

    def page(self, written: WrittenPaper) -> str:
        """Return a paper as a page to print."""
        return self._page("paper.html.j2", written, markup.html(written.markdown))

    def message(self, written: WrittenPaper) -> str:
        """Return the text of a message in Markdown. An agenda, which is no letter on paper, is greeted and signed."""
        if not written.paper.document.agenda:
            return written.message
        words, lacks = self.year.words, dict[str, None]()
        template = self._templates.get_template(f"kit/{words.tag.partition('-')[0]}/_cover.md.j2")
        shown = {**self._of_all, **self._of(written.paper), "blank": _BlankWriter(self.year, lacks)}
        return self._tidy(template.render({**shown, "text": written.message, "room_to_sign": ""}))

    def _tidy(self, text: str) -> str:
        # A part that is left out leaves one empty line, not several.
        return self.year.words.spaced(_EMPTY_LINES.sub("\n\n", text).strip() + "\n")

    def mail(self, written: WrittenPaper, body: str) -> str:
        """Return the page of a message's text as mail programs show it: without a heading, which is its subject."""
        return self._page("mail.html.j2", written, markup.mail_html(body))

    def calendar_file(self, entry: Entry, scheduling: calendars.Scheduling | None = None) -> bytes:
        """Return the calendar file of an entry as it is published."""
        published = next(one for one in self.year.published if one.entry.id == entry.id)
        return calendars.event_file(self.year, published, self._templates, scheduling).encode()

    def questionnaire(self, paper: Paper) -> services.Questionnaire | None:
        """Return a survey as it is asked online; None for another paper, and for a survey without items."""
        words, surveys = self.year.words, self.facts.community.surveys
        asked = paper.document.asks
        questions = self._questions(asked) if asked else []
        if not questions:
            return None
        language = words.tag.partition("-")[0]
        lacks: dict[str, None] = {}
        shown = {**self._of_all, "asks": asked, "lacks": lacks, "blank": _BlankWriter(self.year, lacks)}
        notice = markup.plain(self._tidy(self._templates.get_template(f"kit/{language}/_online.md.j2").render(shown)))
        keys = {"email": words("services.email"), "code": surveys.code_question or words("blanks.code_question")}
        # What the short survey brings is never brought together by person.
        by = "nothing" if asked == "pulse" else surveys.match_answers_by or "nothing"
        return services.Questionnaire(
            title=self.written(paper).title,
            notice=tuple(filter(None, notice.splitlines())),
            questions=tuple(questions),
            key=(by, keys[by]) if by in keys else None,
            each_row=words("services.each_row"),
            several=words("services.several"),
            language=language,
        )

    def online(self, survey: services.Questionnaire) -> dict[str, str]:
        """Return a survey as the form services take it, by what the file of each ends in."""
        script = self._templates.get_template("kit/google-form.gs.j2")
        return {
            "qualtrics.txt": services.qualtrics(survey),
            "limesurvey.txt": services.limesurvey(survey),
            "google-forms.gs": script.render(w=self.year.words, survey=services.google_forms(survey)),
            "microsoft-forms.txt": services.microsoft_forms(survey),
        }

    def _page(self, template: str, written: WrittenPaper, body: str) -> str:
        return self.rendered(template, title=written.title, body=body, document=written.paper.document)

    def rendered(self, template: str, **facts: object) -> str:
        """Return a page that is no paper: a template, with what every paper can show and these facts."""
        return self._templates.get_template(template).render({**self._of_all, **facts})

    def mail_merge(self) -> Iterable[list[str]]:
        """Yield the rows of a table of the members, its header first."""
        words, homes = self.year.words, self.facts.homes
        yield [words(f"mail_merge.{name}") for name in _COLUMNS]
        for member in self.facts.members_on(None):
            school = homes.school_of(member)
            since = self.facts.joins_late(member)
            agreed = self.year.timeline.mandatory(since)
            yield [
                member.name,
                member.email or "",
                member.school or "",
                homes.jurisdiction_of(member) or "",
                (school.principal if school else None) or "",
                (school.email if school else None) or "",
                self._agreed(since)["mandatory_hours"] or "",
                "; ".join(words.full_day(one.day) for one in agreed),
            ]

    @cached_property
    def _of_all(self) -> dict[str, Any]:
        """Return what every paper can show."""
        year, community, words = self.year, self.year.community, self.year.words
        view = overview.view(year)
        return {
            **view,
            **legacy.of_all(year, self.facts, self._came_to),
            "year": year_name(community),
            **self._agreed(None),
            "avoids_conventions": release.avoids_conventions(year.timeline),
            "so_far": self._so_far,
            "last_year": self._last_year,
            "is_draft": community.privacy.approved_by is None,
            "privacy": community.privacy,
            "kept_until": self._day(community.privacy.kept_until),
            "limit": community.reporting.hide_groups_under,
            "baseline": self._questions("baseline"),
            "final": self._questions("final"),
            "pulse": self._questions("pulse"),
            "pulse_days": self._days(entry for entry in year.timeline.entries if entry.document == PULSE_SURVEY),
            "tables": forms.tables,
            "date_rows": lambda sessions: date_rows(sessions, words),
            "greeted": Salutation(community.letters.salutation, words).of,
            "is_formal": community.letters.salutation == "formal",
            "room_to_sign": ROOM_TO_SIGN,
            "room_to_answer": ROOM_TO_ANSWER,
            "hopes": _distinct([*self._wants, *community.meetings.topic_ideas]),
            "wants": _distinct(self._wants),
            "handed_out": [one for one in community.resources if one.kind is None or one.kind in _HANDED_OUT],
            "drafted_day": self._day(self.facts.day_of("draft-guidelines")),
            "adopted_day": self._day(self.facts.day_of("adopt-guidelines")),
            "review_day": self._day(self.facts.day_of("review-guidelines")),
            "interim_day": self._day(self.facts.interim_day),
            "facilitator": community.leadership.facilitator,
            "led_before": year.led_before,
            "co_facilitator": community.leadership.co_facilitator,
            "sponsor": community.sponsor,
            "website": community.website,
            "report_day": self._day(self.facts.day_of("report")),
            "asked_for": self.facts.asked_for,
            "kinds": self.facts.kinds,
            "days": {entry.id: words.full_day(entry.day) for entry in year.timeline.entries},
        }

    def _of(self, paper: Paper) -> dict[str, Any]:
        """Return what one paper shows."""
        facts, session = self.facts, paper.session
        later = facts.next_session(session) if session else None
        people = self._people(paper)
        late = {one.name: day for one in people if (day := facts.joins_late(one))}
        since = facts.joins_late(paper.member)
        if paper.member is None and people and len(late) == len(people):
            since = min(late.values())
        attended = self._records.attendance.get(session.id) if self._records and session else None
        webinars = facts.webinars_of(paper)
        ahead = [one for one in facts.shared if paper.due is None or one.day > paper.due]
        return {
            "paper": paper,
            # A letter to somebody who joins late goes out on no day of the plan.
            "written_on": None if facts.joins_late(paper.member) else self._day(paper.sent),
            "member": paper.member or _NOBODY,
            "school": paper.school or _NO_SCHOOL,
            "jurisdiction": paper.jurisdiction,
            "guest": paper.guest or _NO_GUEST,
            "speaks_at": self._sessions(facts.presented_by(paper.guest.name)) if paper.guest else [],
            "open_to_guests": self._open_to_guests(ahead),
            "is_core": paper.member is not None and names.alike(paper.member.name) in self.facts.core_group,
            "people": people,
            "without_part": self._without_part(people) if paper.document.recipient == "team" else [],
            "joins_on": self._day(facts.joins_late(paper.member)),
            "late": [{"name": name, "joins_on": self._day(day)} for name, day in late.items()],
            **(self._agreed(since, paper.jurisdiction) if since or paper.jurisdiction else {}),
            "agreement": agreement.agreement(paper, facts),
            "return_by": self._day(facts.return_by(paper)),
            **self._release(paper, people, since),
            "session": self._session(session) if session else None,
            "next_session": self._session(later) if later else None,
            "agenda": self._once(self._agenda, session) if session else [],
            "asked_blocks": facts.asked_blocks(session) if session else frozenset(),
            "session_documents": facts.documents_of(session) if session else frozenset(),
            "has_presenter": session is not None and has_presenter(session, facts.timeline),
            "also_planned": self._once(self._also_planned, session) if session else [],
            "typical_session": self._once(self._typical_session, session) if session else None,
            "is_first": session in facts.shared[:1],
            "is_last": session in facts.shared[-1:],
            "webinars": self._sessions(webinars),
            "are_recorded": any(facts.is_recorded(one) for one in webinars),
            "stood_out": {one.id: self._once(self._highlights, one) for one in webinars},
            "schedule": self._sessions(one for one in facts.sessions if one.kind == "webinar"),
            "ahead": self._sessions(ahead),
            "has_orientation": facts.day_of("orientation") is not None,
            "adopts_guidelines": paper.due is not None and facts.adopts_by_letter_on == paper.due,
            "results": self._results,
            "gathered": self._points(facts.shared[0]) if facts.shared else None,
            "highlights": self._once(self._highlights, session) if session else None,
            "agenda_day": self._day(facts.day_of(f"{session.id}.distribute-agenda")) if session else None,
            "topics_noted": self._once(self._topics_noted, session) if session else [],
            "expected": self._once(self._expected, session) if session else [],
            "is_recorded": session is not None and self.facts.is_recorded(session),
            "has_archive": session is not None and self.facts.has_archive(session),
            "spare_rows": self._once(self._spare_rows, session) if session else [],
            "is_last_letter": facts.is_last_letter(paper),
            "reply_by": self._day(facts.reply_by(paper)),
            "letter_follows": bool(facts.letter_days),
            "letter_day": self._day(facts.letter_day(paper)),
            "notices": self._notices(paper),
            "note": self._records.notes.get(session.id) if self._records and self._records.notes and session else None,
            "attended": attended,
            **participation.of(paper, self.year, facts, self.ledger),
            **legacy.of(paper, self.year, facts),
            **self._what_happened(paper),
        }

    def _what_happened(self, paper: Paper) -> dict[str, Any]:
        """Return what a session was before something happened to it, and both parts of the year of who joins late."""
        since, session = self.facts.joins_late(paper.member), paper.session
        was = (self._former.get(session.id) if session else None) or history.Former()
        moved = because = None
        if session:  # one that is removed has no reason, not that of a move before
            because = was.because if session.id in self.facts.timeline.by_id else session.cancelled
        if session and was.day:
            time = self.year.words.times(was.start, was.end) if was.start and was.end else None
            moved = {"day": self._day(was.day), "time": time, "is_same_day": was.day == session.day}
        return {
            "was": moved,
            "because": because,
            "presenter_before": was.presenter,
            "done_before": self._sessions(one for one in self.facts.shared if since and one.day < since),
            "ahead_of_member": self._sessions(one for one in self.facts.shared if since and one.day >= since),
        }

    @cached_property
    def _former(self) -> Mapping[str, history.Former]:
        return {one.entry.id: one.was for one in self.year.published if one.was}

    def _agreed(self, since: date | None, jurisdiction: str | None = None) -> dict[str, Any]:
        """Return the sessions that members agree to or may choose, all or those since a day, with their hours.

        Those of a jurisdiction are in school time where its own schools have students.
        """
        if (since, jurisdiction) not in self._agreed_by:
            self._agreed_by[since, jurisdiction] = self._agreed_in_words(since, jurisdiction)
        return self._agreed_by[since, jurisdiction]

    def _agreed_in_words(self, since: date | None, jurisdiction: str | None) -> dict[str, Any]:
        timeline, words = self.year.timeline, self.year.words
        hours = timeline.hours_since(since)
        sessions = [
            self._session(one)._replace(in_school_time=self._takes_school_time(one, jurisdiction))
            for one in timeline.attended(since)
        ]
        return {
            "sessions": sessions,
            "mandatory": [one for one in sessions if one.is_mandatory],
            "optional": [one for one in sessions if not one.is_mandatory],
            "mandatory_hours": words.duration(hours.mandatory) if hours.mandatory else None,
            "optional_hours": words.duration(hours.optional) if hours.optional else None,
            "in_school_time": [one for one in sessions if one.in_school_time],
            "without_hour": hours.without_hour,
        }

    def _release(self, paper: Paper, people: Sequence[Member], since: date | None) -> dict[str, Any]:
        """Return what is asked of those who release teachers and pay for substitutes."""
        recipient, facts = paper.document.recipient, self.facts
        if recipient not in ("school", "sponsor"):
            return {}
        if recipient == "sponsor":
            people = [one for one in facts.members_on(paper.due) if one.school]
        table = release_table.table(self.year, facts, people, paper)
        agreed = self._agreed(since, paper.jurisdiction)
        return {
            "release": table,
            "other_dates": [one for one in agreed["mandatory"] + agreed["optional"] if one.entry.id not in table.ids],
            "decide_by": self._day(facts.first_letter_after(paper, ("principal-brief", "letter-of-agreement"))),
            "results_on": self._day(facts.first_letter_after(paper, ("thank-jurisdictions",))),
        }

    def _takes_school_time(self, entry: Entry, jurisdiction: str | None) -> bool:
        return release.substitute_days(entry, self.facts.community, jurisdiction) > 0

    def _day(self, day: Any) -> str | None:
        return self.year.words.full_day(day) if day else None

    def _days(self, entries: Iterable[Entry]) -> str:
        return self.year.words.listed(self.year.words.full_day(day) for day in sorted({one.day for one in entries}))

    def _once(self, make: Callable[[Entry], Made], session: Entry) -> Made:
        """Return what is the same for all papers of a session: one for each member is made of it."""
        key = make.__name__, session.id
        if key not in self._of_sessions:
            self._of_sessions[key] = make(session)
        return cast("Made", self._of_sessions[key])

    def _sessions(self, entries: Iterable[Entry]) -> list[Session]:
        return [self._session(entry) for entry in entries]

    def _open_to_guests(self, sessions: Iterable[Entry]) -> list[Session]:
        """Return the sessions at which a guest could speak, without what concerns members: choice and school time."""
        free = (one for one in sessions if not one.presenter and one.kind != "visit")
        return [one._replace(is_mandatory=True, in_school_time=False) for one in self._sessions(free)]

    def _session(self, entry: Entry) -> Session:
        return self._once(self._in_words, entry)

    def _in_words(self, entry: Entry) -> Session:
        words, place = self.year.words, entry.place
        goals = self.facts.community.goals
        # Where there is only one goal, every session serves it.
        goal = goals.get(entry.goal or (next(iter(goals)) if len(goals) == 1 else ""))
        return Session(
            entry=entry,
            title=entry.title,
            day=words.full_day(entry.day),
            time=words.times(entry.start, entry.end) if entry.start and entry.end else None,
            lasts=words.duration(entry.minutes) if entry.minutes else None,
            where=entry.where,
            address=place.address if place else None,
            parking=self.year.parking(place),
            accessibility=place.accessibility if place else None,
            link=entry.link,
            is_online=entry.kind in ONLINE,
            in_school_time=bool(entry.in_school_time),
            is_mandatory=entry.attendance == "mandatory",
            goal=goal.aim if goal else None,
            topic=entry.topic,
            presenter=entry.presenter,
            host=self.year.role(entry.host),
            note_taker=self.year.role(entry.note_taker),
            readings=entry.readings,
            virtual_option=entry.virtual_option,
        )

    def _agenda(self, session: Entry) -> list[AgendaRow]:
        words = self.year.words
        found = self.facts.agenda(session)
        if not isinstance(found, tuple):
            return []
        rests = {names.alike(words(f"agenda.{key}")) for key in RESTS}

        def title(at: int) -> str:
            slot = found[at]
            if slot.title:
                return slot.title
            name = words(f"agenda.{slot.key}")
            is_second_part = slot.key not in RESTS and any(slot.key == one.key for one in found[:at])
            return words("kit.agenda_continued", block=name) if is_second_part else name

        return [
            AgendaRow(
                words.time(slot.starts) if slot.starts else "",
                title(at),
                words.duration(slot.minutes),
                slot.key in RESTS or names.alike(slot.title or "") in rests,
            )
            for at, slot in enumerate(found)
        ]

    def _also_planned(self, session: Entry) -> list[str]:
        """Return the titles of what a person's own agenda of a session, and the guide to a webinar, may lack."""
        asked = self.facts.asked_blocks(session) & _ALSO_PLANNED
        return [self.year.words(f"agenda.{key}") for key in sorted(asked)]

    def _typical_session(self, session: Entry) -> str | None:
        """Return what an ordinary meeting is like, where it is not the agenda itself."""
        found = self.facts.agenda(session)
        is_agenda = isinstance(found, tuple) and any(slot.key == "own" for slot in found)
        is_told = self.facts.is_ordinary(session) and not is_agenda
        return self.facts.community.meetings.typical_session if is_told else None

    def _questions(self, survey: SurveyName) -> list[FormQuestion]:
        default = self.facts.community.surveys.scale
        return [forms.question(name, item, default) for name, item in self.facts.items(survey)]

    @cached_property
    def _wants(self) -> list[str]:
        """Return what members hope to learn, as all may see it."""
        shown = (self.year.shareable(one.wants or "").strip() for one in self.facts.members_on(None))
        return [text for text in shown if text]

    def _topics_noted(self, session: Entry) -> list[str]:
        """Return the topics that were thought of, and those in the notes of the sessions before one."""
        before = (one for one in self.facts.shared if one.day < session.day)
        noted = [line for one in before for line in self._headed(one, "topics")]
        return _distinct([*self.facts.community.meetings.topic_ideas, *noted])

    def _without_part(self, people: Iterable[Member]) -> list[Member]:
        """Return those who bring something, and whom no session names as host, note-taker or presenter."""
        of_sessions = self._sessions(self.facts.sessions)
        # Several may present together, named in one text.
        named = [names.alike(who) for one in of_sessions for who in (one.host, one.note_taker, one.presenter) if who]

        def has_part(member: Member) -> bool:
            whole_name = re.compile(rf"(?<!\w){re.escape(names.alike(member.name))}(?!\w)")
            return any(whole_name.search(text) for text in named)

        return [one for one in people if one.brings and not has_part(one)]

    def _points(self, session: Entry) -> list[NotePoint] | None:
        """Return the notes of a session, without the addresses of members; None if there are none."""
        note = self._records.notes.get(session.id) if self._records and self._records.notes else None
        points = forms.points(note.sections.items()) if note else []
        return [shown for one in points if (shown := self._shareable(one)).lines] or None

    def _shareable(self, point: NotePoint) -> NotePoint:
        lines = (self.year.shareable(line).strip() for line in point.lines)
        return NotePoint(self.year.shareable(point.heading), tuple(line for line in lines if line))

    def _highlights(self, session: Entry) -> list[str] | None:
        """Return the highlights of a session; None if its notes have none."""
        return self._headed(session, "highlights") or None

    def _headed(self, session: Entry, section: str) -> list[str]:
        """Return the lines that the notes of a session have under a heading of a section."""
        found = [point for point in self._points(session) or () if notes.is_headed(point.heading, section)]
        return [line for point in found for line in point.lines]

    def _expected(self, session: Entry) -> list[ExpectedPerson]:
        """Return the members who are expected at a session, in the order of their names."""
        here = self.facts.members_on(session.day)
        rows = [forms.row(one, self.facts.homes.jurisdiction_of(one)) for one in here]
        return sorted(rows, key=lambda row: names.alike(row.name))

    def _spare_rows(self, session: Entry) -> range:
        """Return the numbers of the rows of a sign-in sheet in which nobody's name stands yet."""
        expected = self._once(self._expected, session)
        # As long as the heading that the sheet has, more or less.
        title = f"{'sign-in sheet':20} {session.title}, {self.year.words.full_day(session.day)}"
        spare = sign_in.spare_rows(expected, title, self.facts.community.paper_size)
        return range(len(expected) + 1, len(expected) + spare + 1)

    def _people(self, paper: Paper) -> Sequence[Member]:
        """Return the members of a paper's school or jurisdiction on its day; all of them for one of the team."""
        if paper.document.recipient == "team":
            return self.facts.members_on(paper.due)
        school = paper.school.school if paper.school is not None and paper.member is None else None
        key = school, None if school else paper.jurisdiction, paper.due
        if key not in self._people_of:
            homes, found = self.facts.homes, tuple[Member, ...]()
            if school is not None:
                found = homes.members_of_school(school)
            elif paper.jurisdiction:
                found = homes.members_of_jurisdiction(paper.jurisdiction)
            self._people_of[key] = [one for one in found if homes.is_member_on(one, paper.due)]
        return self._people_of[key]

    def _notices(self, paper: Paper) -> Mapping[str, list[Notice]]:
        """Return what is on the noticeboard since the last letter, by its kind."""
        since = self.facts.last_letter(paper)
        known = (self._records.noticeboard if self._records else None) or ()
        recent = [
            one for one in known if (since is None or one.day > since) and (paper.due is None or one.day <= paper.due)
        ]
        shown = [legacy.shareable(one, self.year) for one in recent]
        return {kind: [one for one in shown if one.kind == kind] for kind in _NOTICES}


def _distinct(texts: Iterable[str]) -> list[str]:
    """Return texts in the order of the alphabet, of equal ones the first."""
    return sorted(names.each_once(texts), key=names.alike)


class _BlankWriter:
    """Gives a marked blank, and remembers that the paper lacks it."""

    def __init__(self, year: Year, lacks: dict[str, None]) -> None:
        self._words, self._lacks = year.words, lacks

    def __call__(self, what: str) -> str:
        self._lacks[what] = None
        return f"[{BLANK} {self._words(f'blanks.{what}')}]"


@jinja2.pass_context
def _known(context: jinja2.runtime.Context, value: object, what: str) -> str:
    """Return a fact as Markdown that means itself, or a marked blank if it is not known."""
    text = markdown_text(value) if value is not None else ""
    return text or str(context["blank"](what))
