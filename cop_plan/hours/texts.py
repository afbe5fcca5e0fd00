"""What a ledger is in words: its rows for a spreadsheet, each member's own page, and the page of all for the team.

A member's own page tells nothing of anybody else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cop_plan.base.frozen import frozen
from cop_plan.base.version import __version__
from cop_plan.definition.community import Member
from cop_plan.hours.ledger import Ledger, LedgerRow, RowAt
from cop_plan.render.templates import html_text
from cop_plan.render.year import Year
from cop_plan.schedule.timeline import Entry, year_name

if TYPE_CHECKING:
    import jinja2

    from cop_plan.render.words import Words

COLUMNS = (
    *("member", "session", "date", "title", "topic", "format"),
    *("planned_minutes", "present_minutes", "counted_minutes", "proof"),
)
"""The columns of `hours.csv`. `session` is the entry's name; minutes are whole numbers, empty where nobody knows."""

MEMBER_TEMPLATE, LEDGER_TEMPLATE = "hours.html.j2", "ledger.html.j2"

Called = Callable[[str], str]
"""Gives the way to a file of the records, as a person finds it, of its name there."""


def csv_row(row: LedgerRow, words: "Words", called: Called) -> dict[str, str]:
    """Return a row of `hours.csv` by its columns."""
    present = row.present_minutes
    return {
        "member": row.member.name,
        "session": row.session.id,
        "date": row.day.isoformat(),
        "title": row.session.title,
        "topic": row.session.topic or "",
        "format": row.format,
        "planned_minutes": str(row.planned_minutes),
        "present_minutes": "" if present is None else str(present),
        "counted_minutes": str(row.counted_minutes),
        "proof": proof(row.proof, words, called),
    }


def proof(rows: Iterable[RowAt], words: "Words", called: Called) -> str:
    """Return the rows that prove something: `records/attendance/webinar-1.csv, rows 3, 9`."""
    of_files = ((file, [at.row for at in found]) for file, found in groupby(rows, lambda at: at.file))
    told = (
        words.count("ledger.at", len(found), file=called(file), rows=words("list_comma").join(map(str, found)))
        for file, found in of_files
    )
    return words("list_semicolon").join(told)


@frozen
class HoursPages:
    """Makes the pages of a ledger. `files` are the names of the members' pages, `called` those of the records."""

    ledger: Ledger
    year: Year
    templates: "jinja2.Environment"
    files: Mapping[str, Member]
    called: Called

    def of_member(self, member: Member) -> str:
        """Return a member's own page. Raises Problems of a template."""
        words, ledger = self.year.words, self.ledger
        rows = ledger.of(member)
        shown = {
            "title": words("ledger.title_member", member=member.name),
            "lead": self._lead(rows, words.count("ledger.sessions", ledger.sessions_of(member))),
            "about": [("school", member.school)] if member.school else [],
            "share": self._share(member),
            "rows": rows,
            "minutes": ledger.minutes_of(member),
            "rules": list(self._rules(rows)),
            "to_come": ledger.to_come(member),
            "not_recorded": self._listed(ledger.not_recorded(member)),
        }
        return self._rendered(MEMBER_TEMPLATE, shown)

    def of_all(self) -> str:
        """Return the page of all members, for the team. Raises Problems of a template."""
        words, ledger, year = self.year.words, self.ledger, self.ledger.year
        own = {member.name + (member.email or ""): name for name, member in self.files.items()}
        members = [
            {
                "member": member,
                "page": own.get(member.name + (member.email or "")),
                "sessions": ledger.sessions_of(member),
                "minutes": ledger.minutes_of(member),
                "share": self._share(member),
            }
            for member in year.members
        ]
        sessions = [
            {"session": session, "day": year.day_of(session), "time": ledger.times[session.id], "rows": list(rows)}
            for session, rows in self._by_session()
        ]
        shown = {
            "title": words("ledger.title", name=self.year.community.name, year=year_name(self.year.community)),
            "lead": self._lead(ledger.rows, words.count("ledger.members", len(members))),
            "about": [],
            "members": members,
            "sessions": sessions,
            "minutes": ledger.minutes,
            "rules": list(self._rules(ledger.rows)),
            "unknown": [(one.name or "?", session) for session, one in ledger.unknown],
            "not_enrolled": [(member.name, session) for session, member in ledger.not_enrolled],
            "not_recorded": self._listed(year.not_recorded),
        }
        return self._rendered(LEDGER_TEMPLATE, shown)

    def _by_session(self) -> Iterator[tuple[Entry, Sequence[LedgerRow]]]:
        rows = {name: list(found) for name, found in groupby(self.ledger.rows, lambda row: row.session.id)}
        recorded = sorted(self.ledger.year.recorded, key=lambda one: self.ledger.year.day_of(one[0]))
        return ((session, rows.get(session.id, ())) for session, _ in recorded)

    def _lead(self, rows: Sequence[LedgerRow], of: str) -> str:
        words, day = self.year.words, self.year.words.full_day(self.ledger.year.today)
        if not rows:
            return words("ledger.nothing", day=day)
        minutes = sum(row.counted_minutes for row in rows)
        return words("ledger.lead", hours=words.duration(minutes), of=of, day=day)

    def _share(self, member: Member) -> str | None:
        """Return to how many sessions a member came, and whether that is enough; None where no rule asks for it."""
        least, share = self.ledger.credit.at_least, self.ledger.share_of(member)
        if least is None or not share.asked:
            return None
        key = "reached" if self.ledger.has_reached(member) else "not_reached"
        return self.year.words(f"ledger.{key}", came=share.came, asked=share.asked, number=least.number, of=least.of)

    def _rules(self, rows: Iterable[LedgerRow]) -> Iterator[str]:
        """Yield by which rules these minutes count."""
        words, credit = self.year.words, self.ledger.credit
        yield words("ledger.rules.breaks")
        if credit.not_counted:
            yield words(
                "ledger.rules.blocks", blocks=words.listed(words("quote", text=one) for one in credit.not_counted)
            )
        if credit.step:
            yield words("ledger.rules.step", step=words.duration(credit.step))
        yield words("ledger.rules.present")
        off = {row.session.id: row.session for row in rows if not row.session.agenda}
        times = self.ledger.times
        without = [one for one in off.values() if times[one.id].countable < times[one.id].planned]
        if without:
            yield words("ledger.rules.no_agenda", sessions=words.listed(map(self._with_breaks, without)))

    def _with_breaks(self, session: Entry) -> str:
        time = self.ledger.times[session.id]
        breaks = self.year.words.duration(time.planned - time.countable)
        return self.year.words("ledger.with_breaks", session=session.topic or session.title, breaks=breaks)

    def _listed(self, sessions: Sequence[Entry]) -> str | None:
        words = self.year.words
        told = [words("ledger.on_day", session=one.title, day=words.day(one.day)) for one in sessions]
        return words.listed(told) if told else None

    def _rendered(self, template: str, shown: Mapping[str, Any]) -> str:
        words, community = self.year.words, self.year.community
        facts = {
            "w": words,
            "language": community.language,
            "paper_size": community.paper_size.name,
            "community": community,
            "credit": community.credit,
            "facilitator": community.leadership.facilitator.name,
            "today": words.full_day(self.ledger.year.today),
            "kept_until": words.full_day(kept) if (kept := community.privacy.kept_until) else None,
            "proof": lambda row: proof(row.proof, words, self.called),
            "version": __version__,
        }
        return html_text(self.templates.get_template(template).render({**facts, **shown}))
