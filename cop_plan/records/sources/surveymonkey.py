"""SurveyMonkey: the questions in one row of headings, their rows and choices in a second one below.

A question with several columns is headed in the first of them only. Below a question with one column stands `Response`
or `Open-Ended Response`. Each chosen choice stands in its own column, in its own words.
"""

from collections.abc import Collection

from cop_plan.base.tables.reader import Table
from cop_plan.base.translatable import sentence
from cop_plan.records import answer_sheet
from cop_plan.records.answer_sheet import Sheet
from cop_plan.records.sources import SurveySource

_KNOWN = {
    "respondent": {"respondent id", "respondentid", "identifiant du répondant", "id du répondant"},
    "collector": {"collector id", "collectorid", "identifiant du collecteur", "id du collecteur"},
    "start": {"start date", "startdate", "date de début", "date created"},
    "end": {"end date", "enddate", "date de fin", "date modified"},
    "address": {"ip address", "adresse ip"},
    "email": answer_sheet.ADDRESS,
    "first name": {"first name", "firstname", "prénom"},
    "last name": {"last name", "lastname", "nom", "nom de famille"},
    "data": {"custom data 1", "custom data", "données personnalisées 1", "données personnalisées"},
}


def read(table: Table, _: Collection[str]) -> Sheet | None:
    """Return a table as SurveyMonkey exports it, or None."""
    for position, header in answer_sheet.headers(table):
        own = answer_sheet.fields(header, _KNOWN)
        if "respondent" not in own or not own.keys() & {"collector", "start", "end"}:
            continue
        rows = table.rows[position + 1 :]
        headings = (header, *rows[: answer_sheet.has_second_row(header, rows[:1], own.values(), ())])
        whole, columns = answer_sheet.joined(headings)
        return Sheet(
            "surveymonkey",
            whole,
            tuple(column for column in columns if column.at not in own.values()),
            rows[len(headings) - 1 :],
            (own["email"],) if "email" in own else (),
            (tuple(own[name] for name in ("first name", "last name") if name in own),),
            own.get("end", own.get("start")),
            headings=headings,
        )
    return None


SOURCE = SurveySource(
    kind="surveymonkey",
    title=sentence("answers from SurveyMonkey"),
    called="SurveyMonkey",
    where="SurveyMonkey",
    how="under Analyze results, Save as, Export file: all individual responses, with the text of the answers",
    rank=15,
    read=read,
)
