"""The short survey along the way: what was answered at each session, each time alone.

Who answered at one session is not known to be who answered at another, so that nothing is brought together by person
and nothing subtracted. Of each time the rules of a single survey hold, and what an earlier report showed of it.
"""

from cop_plan.definition.community import SurveyQuestion
from cop_plan.report.answers import Answers, told
from cop_plan.report.values import AnswersAtSession, NotCollected, Part, PulseItem, PulseResults, PulseTime, Shown


def pulses(answers: Answers) -> Part[PulseResults] | None:
    """Return the results of the short survey; None if it has no question, or was to be asked at no session yet."""
    year, items = answers.year, answers.year.community.surveys.pulse.items
    days = {session: day for session, day in year.pulse_days.items() if day <= year.today}
    if not items or not days:
        return None
    times = tuple(
        PulseTime(
            session,
            year.timeline.by_id[session].title,
            day,
            len(year.enrolled(day)),
            None if (survey := answers.pulse(session)) is None else len(survey.responses),
        )
        for session, day in days.items()
    )
    if all(one.answered is None for one in times):
        return NotCollected(("records.surveys.pulse",))
    return Shown(PulseResults(times, tuple(_item(answers, name, item, times) for name, item in items.items())))


def _item(answers: Answers, name: str, item: SurveyQuestion, times: tuple[PulseTime, ...]) -> PulseItem:
    collected = (_at(answers, name, item, one.session) for one in times if one.answered is not None)
    return PulseItem(name, item.ask, answers.year.community.surveys.form_of(item), tuple(collected))


def _at(answers: Answers, name: str, item: SurveyQuestion, session: str) -> AnswersAtSession:
    survey = answers.pulse(session)
    given = [one.answers[name] for one in survey.responses if name in one.answers] if survey else []
    before = [known for published in answers.published for known in published.of_pulse(session)]
    return AnswersAtSession(session, len(given), *told(answers, name, item, given, before))
