"""A workbook to note attendance in: a row for each member, a column for each session, filled in as far as it is known.

Cells of sessions that do not concern a member are grey and locked. Nothing in it is a formula, and the same year gives
the same file byte for byte.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range

from cop_plan.definition import names
from cop_plan.definition.community import Member
from cop_plan.definition.paper import LETTER
from cop_plan.kit.facts import YearFacts
from cop_plan.render.words import Words
from cop_plan.schedule.timeline import Entry, year_name

# The day of files in an archive without one. Source: APPNOTE.TXT of PKWARE, 4.4.6: the first day that it can write.
_MADE = datetime(1980, 1, 1)  # noqa: DTZ001

_ABOUT, _WIDTHS = ("name", "email", "school", "jurisdiction"), (24, 27, 22, 24)
_TITLE_ROW, _LEGEND_ROW, _NAMES_ROW, _HEAD_ROW, _FIRST_ROW = range(5)
_EMPTY_ROWS = 10
# What stays possible on the sheet beside filling in its cells.
_ALLOWED = ("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort")
_ROW_POINTS, _HEAD_POINTS = 19, 130
# How long a character of an entry's name is, which stands upright above its column.
_NAME_POINTS = 4.6
_LETTER_PAPER, _A4_PAPER = 1, 9
_GREY, _LIGHT, _LINE = "#D0D5DB", "#EEF1F4", "#9AA5B1"


def workbook(facts: YearFacts, words: Words) -> bytes:
    """Return the workbook of a year."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(made, options)
    title = words("register.title", name=facts.community.name, year=year_name(facts.community))
    book.set_properties({"title": title[:255], "created": _MADE})
    _Register(book, facts, words, title).write()
    book.close()
    return made.getvalue()


class _Register:
    """The sheet of a register while it is written."""

    def __init__(self, book: Any, facts: YearFacts, words: Words, title: str) -> None:
        self._sheet = book.add_worksheet(words("register.sheet"))
        self._facts, self._words, self._title = facts, words, title
        self._members = sorted(
            (one for one in facts.community.membership.members if self._sessions_of(one)),
            key=lambda one: names.alike(one.name),
        )
        self._last_row = _FIRST_ROW + len(self._members) + _EMPTY_ROWS - 1
        base = {"font_name": "Calibri", "font_size": 11, "valign": "vcenter"}
        cell = base | {"border": 1, "border_color": _LINE}
        self._looks = {
            "title": book.add_format(base | {"bold": True, "font_size": 14}),
            "legend": book.add_format(base),
            "name": book.add_format(
                base | {"font_size": 8, "font_color": "#55606E", "rotation": 90, "align": "center"}
            ),
            "head": book.add_format(cell | {"bold": True, "bg_color": _LIGHT, "text_wrap": True, "valign": "bottom"}),
            "session": book.add_format(
                cell | {"bold": True, "bg_color": _LIGHT, "text_wrap": True, "rotation": 90, "align": "center"}
            ),
            "about": book.add_format(cell | {"locked": False}),
            "mark": book.add_format(cell | {"locked": False, "align": "center"}),
            "grey": book.add_format(cell | {"bg_color": _GREY}),
        }

    def write(self) -> None:
        """Write all of it."""
        sheet, words, sessions = self._sheet, self._words, self._facts.sessions
        first = len(_ABOUT)
        marks = [str(mark) for mark in words.at("register.marks")]
        sheet.set_default_row(_ROW_POINTS)
        sheet.write_string(_TITLE_ROW, 0, self._title, self._looks["title"])
        sheet.write_string(_LEGEND_ROW, 0, words("register.legend"), self._looks["legend"])
        for column, (about, width) in enumerate(zip(_ABOUT, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(_HEAD_ROW, column, words(f"register.columns.{about}"), self._looks["head"])
        for column, session in enumerate(sessions, start=first):
            sheet.set_column(column, column, 6.5)
            sheet.write_string(_NAMES_ROW, column, session.id, self._looks["name"])
            said = f"{words.short_day(session.day, with_year=True)}\n{session.title}"
            sheet.write_string(_HEAD_ROW, column, said, self._looks["session"])
        sheet.set_row(_NAMES_ROW, 8 + _NAME_POINTS * max((len(one.id) for one in sessions), default=1))
        sheet.set_row(_HEAD_ROW, _HEAD_POINTS)
        for row, member in enumerate(self._members, start=_FIRST_ROW):
            self._member(row, member)
        for row in range(_FIRST_ROW + len(self._members), self._last_row + 1):
            self._row(row, ("",) * len(_ABOUT), sessions)
        if sessions:
            sheet.data_validation(
                xl_range(_FIRST_ROW, first, self._last_row, first + len(sessions) - 1),
                {
                    "validate": "list",
                    "source": marks,
                    "error_title": words("register.sheet"),
                    "error_message": words("register.choose", marks=", ".join(marks)),
                },
            )
        self._laid_out()

    def _member(self, row: int, member: Member) -> None:
        jurisdiction = self._facts.homes.jurisdiction_of(member)
        texts = (member.name, member.email or "", member.school or "", jurisdiction or "")
        self._row(row, texts, self._sessions_of(member))

    def _row(self, row: int, texts: Sequence[str], concern: Sequence[Entry]) -> None:
        for column, text in enumerate(texts):
            self._sheet.write_string(row, column, text, self._looks["about"])
        for column, session in enumerate(self._facts.sessions, start=len(texts)):
            self._sheet.write_blank(row, column, None, self._looks["mark" if session in concern else "grey"])

    def _sessions_of(self, member: Member) -> list[Entry]:
        """Return the sessions that a member is expected at: those of all while a member, others for the core group."""
        facts = self._facts
        is_core = names.alike(member.name) in facts.core_group
        return [
            one for one in facts.sessions if facts.homes.is_member_on(member, one.day) and (one.is_shared or is_core)
        ]

    def _laid_out(self) -> None:
        sheet = self._sheet
        sheet.freeze_panes(_FIRST_ROW, 1)
        sheet.protect("", dict.fromkeys(_ALLOWED, True))
        sheet.set_landscape()
        sheet.set_paper(_LETTER_PAPER if self._facts.community.paper_size is LETTER else _A4_PAPER)
        sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
        sheet.set_footer("&R&P / &N")
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_NAMES_ROW, _HEAD_ROW)
        last_column = len(_ABOUT) + len(self._facts.sessions) - 1
        sheet.print_area(_TITLE_ROW, 0, self._last_row, last_column)
