"""What the rules of good practice come to for a definition: findings, what is ignored, what is open, why a rule is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from cop_plan import rules
from cop_plan.app.project import Project
from cop_plan.base import errors, files
from cop_plan.base.errors import Complaints, Misuse, Problems, did_you_mean, quote
from cop_plan.dates import zones
from cop_plan.definition import nodes
from cop_plan.interview import questions
from cop_plan.schedule import timeline


@dataclass(frozen=True)
class Checked:
    """What the rules came to for one definition."""

    project: Project
    results: rules.Checked

    @cached_property
    def open(self) -> list[questions.Question]:
        """Return the questions that `init` would ask."""
        return questions.open_questions(self.project.loaded)

    @property
    def asked_by_rules(self) -> list[rules.Open]:
        """Return what the rules ask beyond them."""
        known = {one.path for one in self.open}
        return [one for one in self.results.open if one.path not in known]

    def has(self, *, strict: bool) -> bool:
        """Return whether there are errors; with `strict` warnings too."""
        grave = ("error", "warning") if strict else ("error",)
        return any(one.rule.severity in grave for one in self.results.findings)


def look(project: Project, today: date, *, titles: bool = False) -> Checked:
    """Return what all rules come to; with `titles` those of other people's events too. Raises Problems, Unreadable."""
    try:
        dated = project.timeline
    except Problems as found:
        unknown = project.written.problems(rules.unknown_rules(project.written.community)).problems
        raise Problems([*found.problems, *unknown]) from None
    if complaints := tuple(rules.complaints(dated)):
        raise project.loaded.problems(Complaints(complaints).complaints)
    return Checked(project, checked(project, today, titles=titles))


def checked(project: Project, today: date, *, titles: bool = False) -> rules.Checked:
    """Return what the rules come to in a dated year. Raises Problems, Unreadable."""
    return rules.run(
        rules.RuleContext(
            project.timeline,
            project.open_days,
            today,
            _is_recorded(project),
            _published(project),
            is_own=project.loaded.is_own,
            busy=_busy(project, titles=titles),
        )
    )


def _busy(project: Project, *, titles: bool) -> tuple[rules.Busy, ...]:
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


def _is_recorded(project: Project) -> bool:
    """Return whether anything is noted as done. Raises Problems of the progress record."""
    if project.progress.problems:
        raise Problems(project.progress.problems)
    return project.progress.rows > 0


def _published(project: Project) -> Mapping[str, date]:
    """Return the day of every entry of the year as it was published last."""
    if project.lock is None:
        return {}
    year = timeline.year_name(project.community)
    entries = (known for known in project.lock.entries if known.year == year and known.status != "cancelled")
    return {known.entry.id: known.entry.day for known in entries}


def line(finding: rules.Finding, project: Project) -> str:
    """Return a finding as one line, with its place."""
    remark = finding.remark
    place = project.place_to_mend(remark.path, at_key=remark.at_key)
    named = f"{nodes.dotted(remark.path)}: " if _is_of_the_pattern(remark, project) else ""
    return f"{place}: {finding.rule.name}: {named}{one_line(remark.message)}"


def hint(remark: rules.Remark, project: Project) -> str | None:
    """Return the hint of a remark; if it is about what a shipped pattern wrote, with the entry under which to write."""
    if remark.hint and remark.hint.startswith("write  ") and _is_of_the_pattern(remark, project):
        return f"write under {nodes.dotted(_entry(remark))}{remark.hint.removeprefix('write')}"
    return remark.hint


def _is_of_the_pattern(remark: rules.Remark, project: Project) -> bool:
    return project.is_shipped(project.loaded.place(_entry(remark), key=True))


def _entry(remark: rules.Remark) -> errors.Path:
    """Return the path of the activity or step that a remark is about; of what else it is about, the section."""
    return remark.path[: 4 if "steps" in remark.path[2:3] else 2]


def one_line(text: str) -> str:
    """Return a text of several lines as one."""
    return " ".join(part.strip() for part in text.splitlines())


def data(looked: Iterable[Checked]) -> dict[str, Any]:
    """Return the findings of all definitions as plain data."""
    found: dict[str, list[Any]] = {"findings": [], "ignored": [], "open_questions": [], "questions_of_rules": []}
    for one in looked:
        found["findings"] += [finding_data(finding, one.project) for finding in one.results.findings]
        found["ignored"] += [
            {**finding_data(excused.finding, one.project), "reason": excused.reason} for excused in one.results.excused
        ]
        found["open_questions"] += [
            {**_question_data(asked.path, asked.text, one.project), "section": questions.section_of(asked)}
            for asked in one.open
        ]
        found["questions_of_rules"] += [
            _question_data(asked.path, asked.question, one.project) for asked in one.asked_by_rules
        ]
    return found


def _question_data(path: errors.Path, question: str, project: Project) -> dict[str, Any]:
    return {"definition": project.shown_as, "path": nodes.dotted(path), "question": question}


def finding_data(finding: rules.Finding, project: Project) -> dict[str, Any]:
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
        "message": remark.message,
        "hint": hint(remark, project),
    }


@dataclass(frozen=True)
class Explained:
    """Why there is a rule, with a definition that breaks it and one that keeps it."""

    rule: rules.Rule
    example: rules.Example

    @property
    def waits(self) -> str:
        """Return what the rule waits for, as a sentence; empty if it waits for nothing."""
        if self.rule.decided_at is None:
            return ""
        return f"It waits until this has passed: {' or '.join([*self.rule.decided_at, 'the first session'])}."

    @property
    def circumstances(self) -> str:
        """Return what else has to be known for the example to hold, as the end of a sentence."""
        known = [f"on {self.example.today}"]
        known += [] if self.example.recorded else ["with nothing recorded as done"]
        known += [f"with {name} published for {day}" for name, day in self.example.published.items()]
        known += [
            f"with an event in {one.file} on {one.start.date()} from {one.start:%H:%M} to {one.end:%H:%M}"
            for one in self.example.busy
        ]
        return f", {', '.join(known)}"

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        rule, shown = self.rule, self.example
        return {
            "rule": rule.name,
            "severity": rule.severity,
            "reason": rule.reason,
            "source": rules.source(rule),
            "waits_for": rule.decided_at,
            "today": shown.today.isoformat(),
            "recorded": shown.recorded,
            "published": {name: day.isoformat() for name, day in shown.published.items()},
            "busy": {one.start.isoformat(): one.end.isoformat() for one in shown.busy},
            "breaks": shown.breaks,
            "keeps": shown.keeps,
        }


def explain(name: str) -> Explained:
    """Return why there is a rule. Raises Misuse for a name that no rule has."""
    rule = rules.BY_NAME.get(name)
    if rule is None:
        near = did_you_mean(name, rules.BY_NAME)
        raise Misuse(f"--explain: no rule is called {quote(name)}" + (f"; {near}" if near else ""))
    return Explained(rule, example(rule))


def example(rule: rules.Rule) -> rules.Example:
    """Return the example that ships with a rule."""
    name = f"{rule.name}.yaml"
    tree = nodes.read_yaml((files.shipped_text("rules", name) or "").encode(), name)
    assert tree is not None, f"the program ships {name}"
    return rules.example(nodes.plain(tree))
