"""What the rules of good practice come to for a definition: findings, what is ignored, what is open, why a rule is."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, cached_property
from typing import Any

from cop_plan import rules
from cop_plan.app import outputs, shipped
from cop_plan.app.project import CommunityProject
from cop_plan.base import documentation, errors, files
from cop_plan.base.errors import Misuse, Problem, Problems, Unreadable, did_you_mean, quote
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import sentence
from cop_plan.dates import zones
from cop_plan.definition import languages, nodes
from cop_plan.interview import questions
from cop_plan.render.messages import Messages
from cop_plan.render.sentences import Sentences
from cop_plan.schedule import timeline


@frozen
class CheckResult:
    """What the rules came to for one definition."""

    project: CommunityProject
    results: rules.RuleResults

    @cached_property
    def open(self) -> list[questions.Question]:
        """Return the questions that `init` would ask."""
        return questions.open_questions(self.project.loaded)

    @property
    def asked_by_rules(self) -> list[tuple[errors.Path, str]]:
        """Return what the rules ask beyond them, each with the path where its answer would stand."""
        known, says = {one.path for one in self.open}, _sentences(self.project)
        return [(one.remark.path, says.question(one)) for one in self.results.open if one.remark.path not in known]

    def has(self, *, strict: bool) -> bool:
        """Return whether there are errors; with `strict` warnings too."""
        grave = ("error", "warning") if strict else ("error",)
        return any(one.rule.severity in grave for one in self.results.findings)


def look(project: CommunityProject, today: date, *, titles: bool = False) -> CheckResult:
    """Return what all rules come to; with `titles` those of other people's events too. Raises Problems, Unreadable."""
    try:
        dated = project.timeline
    except Problems as found:
        unknown = project.written.problems(rules.unknown_rules(project.written.community)).problems
        raise Problems([*found.problems, *unknown, *_wrong_theme(project)]) from None
    wrong = project.loaded.problems(rules.value_problems(dated)).problems
    if wrong := (*wrong, *_wrong_theme(project)):
        raise Problems(wrong)
    return CheckResult(project, checked(project, today, titles=titles))


def _wrong_theme(project: CommunityProject) -> tuple[Problem, ...]:
    """Return what is wrong in the theme that the definition names."""
    try:
        _ = project.theme
    except Problems as found:
        return found.problems
    return ()


def checked(
    project: CommunityProject, today: date, *, titles: bool = False, with_calendars: bool = True
) -> rules.RuleResults:
    """Return what the rules come to in a dated year, with what is in the calendars under `busy`, or without.

    Raises Problems, Unreadable.
    """
    return rules.run(
        rules.RuleContext(
            project.timeline,
            project.open_days,
            today,
            _is_recorded(project),
            _published(project),
            is_own=project.loaded.is_own,
            busy=_busy(project, titles=titles) if with_calendars else (),
            published_year=project.lock.year if project.lock else None,
            year_at=_year_at(project),
            has_last_year=_has_last_year(project),
        )
    )


def _busy(project: CommunityProject, *, titles: bool) -> tuple[rules.Busy, ...]:
    zone = zones.zone(project.community.timezone)
    return tuple(
        rules.Busy(
            file,
            event.start.astimezone(zone),
            event.end.astimezone(zone),
            event.days is not None,
            event.title if titles else None,
        )
        for file, event in project.busy
    )


def _year_at(project: CommunityProject) -> errors.Path:
    """Return where a definition says its year; what others share stays as it is."""
    is_own = project.loaded.place(("year",)).file == project.shown_as
    return ("year",) if is_own or project.community.extends is None else ("extends",)


def _has_last_year(project: CommunityProject) -> bool:
    """Return whether the definition of the year before is there, where one is named, and is of this community."""
    if project.community.last_year is None:
        return False
    file = project.file.parent / project.community.last_year
    try:
        tree = nodes.read_yaml(files.read(file, nodes.MAX_BYTES), str(file))
    except (Problems, Unreadable):
        return False
    return isinstance(tree, nodes.MappingNode) and outputs.head(tree).identity == project.community.identity


def _is_recorded(project: CommunityProject) -> bool:
    """Return whether anything is noted as done. Raises Problems of the progress record."""
    if project.progress.problems:
        raise Problems(project.progress.problems)
    return project.progress.rows > 0


def _published(project: CommunityProject) -> Mapping[str, date]:
    """Return the day of every entry of the year as it was published last."""
    if project.lock is None:
        return {}
    year = timeline.year_name(project.community)
    entries = (known for known in project.lock.entries if known.year == year and known.status != "cancelled")
    return {known.entry.id: known.entry.day for known in entries}


@cache
def sentences(tag: str | None = None, country: str | None = None) -> Sentences:
    """Return what the rules say in a language, as people of a country write it; in English for no community."""
    main = languages.main().tag
    if tag is None or tag == main:
        return Sentences(shipped.language(main), languages.read(languages.MAIN, "rules.yaml") or {})
    table = languages.read(languages.of(tag).folder, "rules.yaml") or {}
    return Sentences(shipped.language(tag, country), table, sentences)


def line(finding: rules.RuleFinding, project: CommunityProject) -> str:
    """Return a finding as one line, with its place."""
    remark = finding.remark
    place = project.place_to_mend(remark.path, at_key=remark.at_key)
    named = f"{nodes.dotted(remark.path)}: " if _is_of_the_pattern(remark, project) else ""
    return f"{place}: {finding.rule.name}: {named}{one_line(_message(finding, project))}"


def _message(finding: rules.RuleFinding, project: CommunityProject) -> str:
    return _sentences(project).message(finding)


def _sentences(project: CommunityProject) -> Sentences:
    return sentences(project.asked.language or project.community.language, project.community.country)


def hint(finding: rules.RuleFinding, project: CommunityProject) -> str | None:
    """Return the hint of a finding; about what a shipped pattern wrote, with the entry under which to write."""
    remark = finding.remark
    under = nodes.dotted(_entry(remark)) if _is_of_the_pattern(remark, project) else None
    return _sentences(project).hint(finding, under)


def _is_of_the_pattern(remark: rules.Remark, project: CommunityProject) -> bool:
    return project.is_shipped(project.loaded.place(_entry(remark), key=True))


def _entry(remark: rules.Remark) -> errors.Path:
    """Return the path of the activity or step that a remark is about; of what else it is about, the section."""
    return remark.path[: 4 if "steps" in remark.path[2:3] else 2]


def one_line(text: str) -> str:
    """Return a text of several lines as one."""
    return " ".join(part.strip() for part in text.splitlines())


def data(looked: Iterable[CheckResult]) -> dict[str, Any]:
    """Return the findings of all definitions as plain data."""
    found: dict[str, list[Any]] = {"findings": [], "ignored": [], "open_questions": [], "questions_of_rules": []}
    for one in looked:
        found["findings"] += [finding_data(finding, one.project) for finding in one.results.findings]
        found["ignored"] += [
            {**finding_data(excused.finding, one.project), "reason": excused.reason} for excused in one.results.excused
        ]
        w = one.project.spoken
        found["open_questions"] += [
            {
                **_question_data(asked.path, w.question_or(asked.path, asked.text), one.project),
                "section": questions.section_of(asked),
            }
            for asked in one.open
        ]
        found["questions_of_rules"] += [_question_data(*asked, one.project) for asked in one.asked_by_rules]
    return found


def _question_data(path: errors.Path, question: str, project: CommunityProject) -> dict[str, Any]:
    return {"definition": project.shown_as, "path": nodes.dotted(path), "question": question}


def finding_data(finding: rules.RuleFinding, project: CommunityProject) -> dict[str, Any]:
    """Return a finding as plain data."""
    remark = finding.remark
    place = project.place_to_mend(remark.path, at_key=remark.at_key)
    return {
        "definition": project.shown_as,
        "rule": finding.rule.name,
        "severity": finding.rule.severity,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "path": nodes.dotted(remark.path),
        "entry": remark.about,
        "message": _message(finding, project),
        "hint": hint(finding, project),
        "url": documentation.address("rules", finding.rule.name),
    }


@frozen
class RuleExplanation:
    """Why there is a rule, with a definition that breaks it and one that keeps it, in one language."""

    rule: rules.Rule
    example: rules.Example
    sentences: Sentences
    messages: Messages

    @property
    def head(self) -> str:
        """Return the rule's name and how grave it is."""
        severity = self.messages(f"check.explain.severity.{self.rule.severity}")
        return self.messages("check.explain.head", rule=self.rule.name, severity=severity)

    @property
    def reason(self) -> str:
        """Return why there is the rule."""
        return self.sentences.reason(self.rule)

    @property
    def source(self) -> str:
        """Return where it comes from, as a sentence."""
        return self.messages("check.explain.source", source=self.sentences.source_in_full(self.rule))

    @property
    def waits(self) -> str:
        """Return what the rule waits for, as a sentence; empty if it waits for nothing."""
        if self.rule.decided_at is None:
            return ""
        first, joined = self.messages("check.explain.first_session"), self.messages("check.explain.or")
        return self.messages("check.explain.waits", entries=joined.join([*self.rule.decided_at, first]))

    @property
    def breaks(self) -> str:
        """Return what is said before the definition that breaks it."""
        return self.messages("check.explain.breaks", circumstances=self._circumstances)

    @property
    def keeps(self) -> str:
        """Return what is said before the definition that keeps it."""
        return self.messages("check.explain.keeps", circumstances=self._circumstances)

    @property
    def address(self) -> str:
        """Return where the documentation has it."""
        return documentation.address("rules", self.rule.name)

    @property
    def _circumstances(self) -> str:
        """Return what else has to be known for the example to hold."""
        m = self.messages
        known = [m("check.explain.today", day=self.example.today)]
        known += [] if self.example.recorded else [m("check.explain.not_recorded")]
        known += [m("check.explain.published", name=name, day=day) for name, day in self.example.published.items()]
        known += [
            m(
                "check.explain.busy",
                file=one.file,
                day=one.start.date(),
                start=f"{one.start:%H:%M}",
                end=f"{one.end:%H:%M}",
            )
            for one in self.example.busy
        ]
        return m("list_comma").join(known)

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        rule, shown = self.rule, self.example
        return {
            "rule": rule.name,
            "severity": rule.severity,
            "reason": self.reason,
            "source": self.sentences.source_in_full(rule),
            "waits_for": rule.decided_at,
            "today": shown.today.isoformat(),
            "recorded": shown.recorded,
            "published": {name: day.isoformat() for name, day in shown.published.items()},
            "busy": {one.start.isoformat(): one.end.isoformat() for one in shown.busy},
            "breaks": shown.breaks,
            "keeps": shown.keeps,
            "url": self.address,
        }


def language_of(project: CommunityProject) -> str | None:
    """Return the language of a definition; None if it cannot be read, or anything is wrong with it."""
    try:
        return project.written.community.language
    except (Problems, Unreadable):
        return None


def explain(name: str, language: str | None = None) -> RuleExplanation:
    """Return why there is a rule, in a language or else in English. Raises Misuse for a name that no rule has."""
    rule = rules.BY_NAME.get(name)
    if rule is None:
        near = did_you_mean(name, rules.BY_NAME)
        said = sentence("--explain: no rule is called {name}", name=quote(name))
        raise Misuse(sentence("{why}; {hint}", why=said, hint=near) if near else said)
    return RuleExplanation(rule, example(rule), sentences(language), shipped.messages(language))


def example(rule: rules.Rule) -> rules.Example:
    """Return the example that ships with a rule."""
    name = f"{rule.name}.yaml"
    tree = nodes.read_yaml((files.shipped_text("rules", name) or "").encode(), name)
    assert tree is not None, f"the program ships {name}"
    return rules.example(nodes.plain(tree))
