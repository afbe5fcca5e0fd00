"""The table of the rules.

What is not decided yet is an open question, not a finding: a rule about something missing has the entries at which that
is decided (the first of them that the year has, or else its launch), and is silent until that day has passed.
An error would harm people or publish something false; at a warning a colleague would speak up; a hint is worth a
thought.
"Ours" is what no source gives.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from cop_plan.rules import aims, days, meetings, people
from cop_plan.rules.year import Remark, Year, dotted

Severity = Literal["error", "warning", "hint"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")

SOURCES: Mapping[str, str] = {
    "S0": "the one-year sample plan, April to June",
    "S1": "the compressed sample plan, August to May",
    "S2": "the planning tool of the College of Alberta School Superintendents",
    "S3": "slides of a hospital schools community of practice",
    "S4": "a page on legacy plans",
}
"""The field's own documents, whose rows the rules name: S3-66 is row 66 of S3."""
About = Literal["entry", "goal", "jurisdiction", "position", "place", "value"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of good practice.

    `about` says what it can be ignored for alone, by name; None if it speaks of the whole year. `decided_at` are the
    entries at which what may be missing is decided; None if nothing is waited for. A rule that `comes_and_goes` with
    time may be ignored before it has something to say.
    """

    name: str
    severity: Severity
    look: Callable[[Year], Iterator[Remark]]
    reason: str
    source: str
    about: About | None = None
    decided_at: tuple[str, ...] | None = None
    comes_and_goes: bool = False


def unused_ignore(year: Year) -> Iterator[Remark]:
    """Remark on what is ignored in vain."""
    for path in year.unused:
        said = f"nothing is there to ignore for {dotted(path[1:])}"
        yield Remark(path, said, "take it out; what it excused is mended", at_key=True)


# Where things are decided, in each pattern. What the letter of agreement says is to be decided when members sign it: a
# colleague speaks up then, and not while the plan is being made.
PLAN = ("detailed-plan", "share-vision")
FACILITATOR = ("designate-facilitator", "identify-facilitator")
BUDGET = ("detailed-plan", "set-budget")
INVITATION = ("invite-participants",)
LETTERS = ("letters-of-agreement",)
CONFIRMATION = people.CONFIRMATION
ORIENTATION = ("orientation", "meeting-1")
WRAP_UP = ("wrap-up", "final-survey")

RULES: tuple[Rule, ...] = (
    # When things are.
    Rule(
        "convention-day", "error", days.convention_day,
        "On their convention days teachers are somewhere else by contract: they cannot come.",
        "ours; the letter of agreement promises it",
        about="entry",
    ),
    Rule(
        "closed-day", "warning", days.closed_day,
        "A date that is written never moves, so a holiday or a break is easily overlooked.",
        "ours",
        about="entry",
    ),
    Rule(
        "outside-window", "hint", days.outside_window,
        "The sample plan gives each activity its time of the year; outside it the steps before and after run short.",
        "S0-R1, the windows of the sample plans",
        about="entry",
    ),
    Rule(
        "irregular-rhythm", "hint", days.irregular_rhythm,
        "A predictable rhythm tells members how and when to take part; a changing day has to be looked up each time.",
        "S1-24; two weekdays and two hours are ours (thresholds.weekdays_or_times)",
        about="entry",
    ),
    Rule(
        "gap", "warning", days.gap,
        "Momentum is lost in long breaks, and the first meeting after them begins anew. July and August do not count.",
        "S3-70, S1-24; six weeks are ours (thresholds.gap_weeks)",
        about="entry",
    ),
    Rule(
        "report-too-soon", "hint", days.report_too_soon,
        "Answers have to be collected, matched and read before something true can be said about them.",
        "ours: ten working days (thresholds.report_working_days)",
        about="entry",
    ),
    Rule(
        "past-dates", "hint", days.past_dates,
        "A year that was begun before it was written down, or is not kept up, shows as overdue what is long done.",
        "ours",
        comes_and_goes=True,
    ),
    Rule(
        "convention-missing", "hint", days.convention_missing,
        "Alberta's divisions have their conventions on different days, and no holiday calendar knows them.",
        "ours",
        about="jurisdiction", decided_at=PLAN,
    ),
    Rule(
        "no-closures", "hint", days.no_closures,
        "School breaks differ from place to place; dates are worked out around those that are written.",
        "ours",
        decided_at=PLAN,
    ),
    Rule(
        "wrong-order", "warning", days.wrong_order,
        "Each step builds on the one before: nobody can confirm before being invited, or report before the survey.",
        "S0-R5; the same day is in order",
        about="entry",
    ),
    Rule(
        "late-guide", "warning", days.late_guide,
        "The guide goes out a week before the webinar, so that people can read, and come with a question.",
        "S0-27, S0-R2",
        about="entry",
    ),
    Rule(
        "late-agenda", "hint", days.late_agenda,
        "Who knows the agenda in time can prepare and bring something.",
        "S3-63; seven days are ours (thresholds.agenda_days)",
        about="entry",
    ),
    Rule(
        "short-notice", "hint", days.short_notice,
        "Members need time to ask their principal and to book a substitute; who hears late cannot come.",
        "ours: four weeks (thresholds.notice_weeks)",
        about="entry",
    ),
    # What the year is for.
    Rule(
        "no-purpose", "warning", aims.no_purpose,
        "A community needs a focused, well-defined purpose; members, sessions and evidence follow from it.",
        "S0-02, S1-13, S2-28..30",
        decided_at=LETTERS,
    ),
    Rule(
        "goal-without-evidence", "warning", aims.goal_without_evidence,
        "A goal that nothing shows can be neither reached nor missed.",
        "S2-31",
        about="goal", decided_at=LETTERS,
    ),
    Rule(
        "evidence-after-showing", "error", aims.evidence_after_showing,
        "What is announced for a conference has to be there on its day.",
        "S2-32",
        about="entry",
    ),
    Rule(
        "evidence-only-at-the-end", "hint", aims.evidence_only_at_the_end,
        "Evidence is collected along the way; at the end it is too late to change anything by it.",
        "S2-31, S4-18",
    ),
    Rule(
        "session-without-goal", "hint", aims.session_without_goal,
        "With more goals than one, a session that serves none is easily about something else. Orientation, wrap-up,"
        " showcases and visits serve all.",
        "S2-10",
        about="entry", decided_at=ORIENTATION,
    ),
    Rule(
        "no-sponsor", "warning", aims.no_sponsor,
        "The report goes to the sponsor, and somebody has to be there to read it.",
        "S0-36",
        decided_at=LETTERS,
    ),
    Rule(
        "no-budget", "hint", aims.no_budget,
        "Even a small budget says what is there for substitutes and books, and what is given in kind.",
        "S0-08, S3-57",
        decided_at=BUDGET,
    ),
    Rule(
        "paid-venue", "hint", aims.paid_venue,
        "Spaces to which you have access leave the money for people and books.",
        "S3-53..55",
        about="place",
    ),
    Rule(
        "research-review", "hint", aims.research_review,
        "This is evaluation, not research; for research the division and an ethics board come first.",
        "ours",
    ),
    Rule(
        "resources-of-one-kind", "hint", aims.resources_of_one_kind,
        "People, local work, drafts, documentaries, programs and services teach what print does not.",
        "S3-74; five are ours (thresholds.resources_from)",
    ),
    Rule(
        "no-notice", "hint", aims.no_notice,
        "Members are told who sees their answers, and for how long, before they give them.",
        "ours; the letter of agreement and the surveys carry the notice",
        decided_at=(*LETTERS, "baseline-survey"),
    ),
    Rule(
        "no-celebration", "hint", aims.no_celebration,
        "Reflection and celebration belong to the whole year, not only to its last day.",
        "S2-33",
        decided_at=ORIENTATION,
    ),
    Rule(
        "modes", "hint", aims.modes,
        "Face-to-face meetings, live online events and collaboration over time each reach people whom others do not.",
        "S1-25; 'none, because …' answers it",
    ),
    Rule(
        "late-legacy", "hint", aims.late_legacy,
        "Teams plan better for home when they have talked about it more than once before wrap-up.",
        "S4-16",
        decided_at=("discuss-capacity-building", *WRAP_UP),
    ),
    Rule(
        "jurisdiction-without-plan", "warning", aims.jurisdiction_without_plan,
        "What its people have learned reaches a jurisdiction only if its team plans something there.",
        "S4-11",
        about="jurisdiction", decided_at=WRAP_UP,
    ),
    Rule(
        "no-url", "warning", aims.no_url,
        "The letters at the end direct people to where the results lie.",
        "S4-29",
        decided_at=WRAP_UP,
    ),
    Rule(
        "unfilled-blank", "warning", aims.unfilled_blank,
        "A blank that is copied from the planning tool would be printed in letters and pages.",
        "S2-01; ours",
        about="value",
    ),
    # Who takes part.
    Rule(
        "no-facilitator", "warning", people.no_facilitator,
        "Somebody has to welcome, plan and keep the community going; it is the first thing to settle.",
        "S0-11, S3-10",
        decided_at=LETTERS,
    ),
    Rule(
        "no-co-facilitator", "hint", people.no_co_facilitator,
        "In a large community two share the work, and one can lead when the other is away.",
        "S3-11; twenty members are ours (thresholds.co_facilitator_over)",
        decided_at=FACILITATOR,
    ),
    Rule(
        "no-core-group", "hint", people.no_core_group,
        "Begin with those closest to you, and include members in tasks and decisions.",
        "S3-21, S3-23; twelve members are ours (thresholds.core_group_over)",
        decided_at=INVITATION,
    ),
    Rule(
        "must-include", "warning", people.must_include,
        "Certain people have to be members for the purpose to be achieved.",
        "S2-05",
        about="position", decided_at=CONFIRMATION,
    ),
    Rule(
        "size", "hint", people.size,
        "The ideal size was chosen for the purpose; another size asks for other sessions.",
        "S2-07, S3-46",
        decided_at=CONFIRMATION,
    ),
    Rule(
        "small-group", "hint", people.small_group,
        "Results of small groups are hidden, since people could be recognized; under twice the limit every division"
        " leaves a small group.",
        "ours: twice the limit (reporting.hide_groups_under)",
        decided_at=CONFIRMATION,
    ),
    Rule(
        "unsigned-letters", "warning", people.unsigned_letters,
        "The letter says what is agreed; until it is signed, neither hours nor release time are. Members without a"
        " school sign none.",
        "S0-10",
        comes_and_goes=True,
    ),
    Rule(
        "letter-changed", "warning", people.letter_changed,
        "Members signed for dates. If a mandatory one moves, they and their principals have to agree again.",
        "S0-10",
        about="entry", comes_and_goes=True,
    ),
    Rule(
        "no-principal", "warning", people.no_principal,
        "Principals are told the dates and the release time before the year, and thanked after it.",
        "S0-37, S3-20",
        decided_at=("confirm-participants.principals", "letters-of-agreement.principals"),
    ),
    Rule(
        "release-undecided", "warning", people.release_undecided,
        "A teacher can promise to come in school time only when somebody pays the substitute.",
        "ours; the letter of agreement says who pays",
        decided_at=LETTERS,
    ),
    Rule(
        "hours-over-agreed", "hint", people.hours_over_agreed,
        "'Mandatory' means agreed in the letter, with its hours; more than that was not agreed.",
        "S3-13; the hours are the community's own (thresholds.agreed_hours)",
    ),
    # The sessions.
    Rule(
        "meeting-count", "hint", meetings.meeting_count,
        "Two to four half days a year can be kept free. Webinars and visits do not count.",
        "S3-49",
    ),
    Rule(
        "half-day-length", "hint", meetings.half_day_length,
        "Half-days work well: a shorter one is hardly worth the way, a longer one is a day away from the students.",
        "S3-51; two to four hours are ours (thresholds.half_day_hours)",
        about="entry",
    ),
    Rule(
        "consecutive-optional", "warning", meetings.consecutive_optional,
        "At least every other meeting is mandatory, so that nobody loses touch for half a year.",
        "S3-50",
        about="entry",
    ),
    Rule(
        "no-break", "warning", meetings.no_break,
        "People learn badly for more than 90 minutes on end.",
        "S3-66",
        about="entry",
    ),
    Rule(
        "agenda-arithmetic", "warning", meetings.agenda_arithmetic,
        "An agenda that does not add up ends late, or without what stands last.",
        "S3-62",
        about="entry",
    ),
    Rule(
        "no-follow-up", "warning", meetings.no_follow_up,
        "What is decided in a session happens if somebody follows up on it.",
        "S3-69",
        about="entry",
    ),
    Rule(
        "no-link", "warning", meetings.no_link,
        "Members need the link in the reminder and in their calendars.",
        "S0-27; two weeks are ours (thresholds.link_days)",
        about="entry", comes_and_goes=True,
    ),
    Rule(
        "no-moderator", "warning", meetings.no_moderator,
        "A blog on which people write to one another needs somebody who reads along.",
        "S0-18",
        decided_at=ORIENTATION,
    ),
    Rule(
        "no-virtual-option", "hint", meetings.no_virtual_option,
        "Meeting virtually includes those without the means to travel each time. Visits are exempt.",
        "S3-56; 'none, because …' answers it",
        about="entry", decided_at=INVITATION,
    ),
    # The rules themselves.
    Rule(
        "unused-ignore", "hint", unused_ignore,
        "An excuse that outlives its reason hides the next finding.",
        "ours",
    ),
)  # fmt: skip

BY_NAME: Mapping[str, Rule] = {rule.name: rule for rule in RULES}
