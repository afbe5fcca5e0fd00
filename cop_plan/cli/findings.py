"""What `cop-plan check` tells of the rules: their findings, what is ignored, what is open, why there is a rule."""

import contextlib
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import typer

from cop_plan import rules
from cop_plan.base import errors, files
from cop_plan.base.errors import Complaints, Problems, did_you_mean, quote
from cop_plan.cli import record, shell, terminal
from cop_plan.definition import load, nodes
from cop_plan.interview import questions
from cop_plan.schedule import history, timeline


@dataclass(frozen=True)
class Looked:
    """What the rules came to for one definition."""

    definition: Path
    loaded: load.Loaded
    entries: int
    checked: rules.Checked

    @property
    def open(self) -> list[questions.Question]:
        """Return the questions that `init` would ask."""
        return questions.open_questions(self.loaded)

    @property
    def asked_by_rules(self) -> list[rules.Open]:
        """Return what the rules ask beyond them."""
        known = {one.path for one in self.open}
        return [one for one in self.checked.open if one.path not in known]

    def code(self, *, strict: bool) -> shell.Exit:
        """Return the exit code: 1 on errors, with `strict` on warnings too."""
        grave = ("error", "warning") if strict else ("error",)
        found = any(one.rule.severity in grave for one in self.checked.findings)
        return shell.Exit.PROBLEMS if found else shell.Exit.DONE


def look(definition: Path, today: date) -> Looked:
    """Look at a definition with all rules. Raises Problems, Unreadable."""
    loaded = shell.loaded(definition)
    try:
        dated = shell.dated(loaded)
    except Problems as found:
        unknown = loaded.problems(rules.unknown_rules(loaded.community)).problems
        raise Problems([*found.problems, *unknown]) from None
    if complaints := tuple(rules.complaints(dated)):
        raise loaded.problems(Complaints(complaints).complaints)
    return Looked(definition, loaded, len(dated.entries), checked(definition, loaded, dated, today))


def checked(
    definition: Path, loaded: load.Loaded, dated: timeline.Timeline, today: date, lock: history.Lock | None = None
) -> rules.Checked:
    """Return what the rules come to in a dated year; what was published is known from the lock, if given."""
    published = _days(lock, dated) if lock else _published(definition, dated)
    return rules.run(
        rules.Year(
            dated,
            shell.open_days(loaded),
            today,
            _is_recorded(loaded, dated),
            published,
            is_own=loaded.is_own,
        )
    )


def _is_recorded(loaded: load.Loaded, dated: timeline.Timeline) -> bool:
    """Return whether anything is noted as done. Raises Problems of the progress record."""
    recorded = record.read(loaded, dated)
    if recorded.problems:
        raise Problems(recorded.problems)
    return recorded.rows > 0


def _published(definition: Path, dated: timeline.Timeline) -> Mapping[str, date]:
    """Return the day of every entry as the plan beside a definition was published last; nothing if it was not."""
    identity = dated.community.identity
    folder = definition.parent / shell.DEFAULT_FOLDER
    for one in (folder, folder / identity):
        content = files.existing(one, [history.FILE_NAME]).get(history.FILE_NAME)
        with contextlib.suppress(history.DamagedLock):  # `schedule` tells of it
            lock = history.parse(content.decode("utf-8", "replace")) if content else None
            if lock and lock.community == identity:
                return _days(lock, dated)
    return {}


def _days(lock: history.Lock, dated: timeline.Timeline) -> Mapping[str, date]:
    """Return the day of every entry of a year as it was published last."""
    year = timeline.year_name(dated.community)
    entries = (known for known in lock.entries if known.year == year and known.status != "cancelled")
    return {known.entry.id: known.entry.day for known in entries}


def tell(looked: Looked, *, show_open: bool) -> None:
    """Tell the findings by severity, what is ignored and why, and how much is open."""
    checked = looked.checked
    for severity, found in rules.in_order(checked.findings):
        shell.say(_many(len(found), severity))
        for finding in found:
            shell.say(line(finding, looked.loaded))
            if hint := _hint(finding.remark, looked.loaded):
                shell.say(f"    hint: {_one_line(hint)}")
    if checked.excused:
        shell.say(f"{len(checked.excused)} ignored")
        for excused in checked.excused:
            shell.say(line(excused.finding, looked.loaded))
            shell.say(f"    because: {_one_line(excused.reason)}")
    shell.say(f"{looked.loaded.file}: {_in_short(looked)}")
    if show_open:
        _tell_open(looked)


def line(finding: rules.Finding, loaded: load.Loaded) -> str:
    """Return a finding as one line, with its place."""
    remark = finding.remark
    place = shell.place_to_mend(loaded, remark.path, at_key=remark.at_key)
    named = f"{nodes.dotted(remark.path)}: " if _is_of_the_pattern(remark, loaded) else ""
    return f"{place}: {finding.rule.name}: {named}{_one_line(remark.message)}"


def _hint(remark: rules.Remark, loaded: load.Loaded) -> str | None:
    """Return the hint of a remark; if it is about what a shipped pattern wrote, with the entry under which to write."""
    if remark.hint and remark.hint.startswith("write  ") and _is_of_the_pattern(remark, loaded):
        return f"write under {nodes.dotted(_entry(remark))}{remark.hint.removeprefix('write')}"
    return remark.hint


def _is_of_the_pattern(remark: rules.Remark, loaded: load.Loaded) -> bool:
    return shell.is_shipped(loaded.place(_entry(remark), key=True), loaded)


def _entry(remark: rules.Remark) -> errors.Path:
    """Return the path of the activity or step that a remark is about; of what else it is about, the section."""
    return remark.path[: 4 if "steps" in remark.path[2:3] else 2]


def _one_line(text: str) -> str:
    return " ".join(line.strip() for line in text.splitlines())


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _in_short(looked: Looked) -> str:
    """Return the counts of a definition that has no problems."""
    checked = looked.checked
    counts = [_many(len(found), severity) for severity, found in rules.in_order(checked.findings)]
    found = ", ".join(counts) or "nothing to remark"
    ignored = f", {len(checked.excused)} ignored" if checked.excused else ""
    year = f"a year of {_many(looked.entries, 'entry')}".replace("entrys", "entries")
    own = f" and {len(looked.asked_by_rules)} of the rules" if looked.asked_by_rules else ""
    return f"no problems; {year}; {found}{ignored}; {_many(len(looked.open), 'open question')}{own}"


def _tell_open(looked: Looked) -> None:
    """List the open questions on standard output, by section, and then those that the rules ask."""
    for title, _ in questions.SECTIONS:
        _tell_section(title, [(one.path, one.text) for one in looked.open if questions.section_of(one) == title])
    _tell_section("Of the rules", [(one.path, one.question) for one in looked.asked_by_rules])


def _tell_section(title: str, asked: Sequence[tuple[errors.Path, str]]) -> None:
    if asked:
        terminal.show(title)
    for path, question in asked:
        terminal.show(f"  {nodes.dotted(path)}: {question}")


def data(looked: Iterable[Looked]) -> dict[str, Any]:
    """Return the findings of all definitions as plain data."""
    found: dict[str, list[Any]] = {"findings": [], "ignored": [], "open_questions": [], "questions_of_rules": []}
    for one in looked:
        checked = one.checked
        found["findings"] += [_finding_data(finding, one) for finding in checked.findings]
        found["ignored"] += [
            {**_finding_data(excused.finding, one), "reason": excused.reason} for excused in checked.excused
        ]
        found["open_questions"] += [
            {**_question_data(asked.path, asked.text, one), "section": questions.section_of(asked)}
            for asked in one.open
        ]
        found["questions_of_rules"] += [_question_data(asked.path, asked.question, one) for asked in one.asked_by_rules]
    return found


def _question_data(path: errors.Path, question: str, looked: Looked) -> dict[str, Any]:
    return {"definition": looked.loaded.file, "path": nodes.dotted(path), "question": question}


def _finding_data(finding: rules.Finding, looked: Looked) -> dict[str, Any]:
    remark = finding.remark
    place = shell.place_to_mend(looked.loaded, remark.path, at_key=remark.at_key)
    return {
        "definition": looked.loaded.file,
        "rule": finding.rule.name,
        "severity": finding.rule.severity,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "path": nodes.dotted(remark.path),
        "entry": remark.about,
        "message": remark.message,
        "hint": _hint(remark, looked.loaded),
    }


def explain(name: str, *, as_json: bool) -> int:
    """Say why there is a rule, on standard output, with a definition that breaks it and one that does not."""
    rule = rules.BY_NAME.get(name)
    if rule is None:
        near = did_you_mean(name, rules.BY_NAME)
        raise typer.BadParameter(f"--explain: no rule is called {quote(name)}" + (f"; {near}" if near else ""))
    shown = example(rule)
    if as_json:
        terminal.show_json(_rule_data(rule, shown))
        return shell.Exit.DONE
    terminal.show(f"{rule.name} ({rule.severity})", "")
    for text in (rule.reason, waits(rule), f"Source: {rules.source(rule)}."):
        if text:
            terminal.show(*textwrap.wrap(text, 100, break_long_words=False, break_on_hyphens=False))
    for said, definition in (("This breaks it", shown.breaks), ("This keeps it", shown.keeps)):
        terminal.show("", f"{said}{circumstances(shown)}:", "", *textwrap.indent(definition, "    ").splitlines())
    return shell.Exit.DONE


def example(rule: rules.Rule) -> rules.Example:
    """Return the example that ships with a rule."""
    name = f"{rule.name}.yaml"
    text = files.shipped_text("rules", name)
    tree = nodes.read_yaml((text or "").encode(), name)
    assert tree is not None, f"the program ships {name}"
    return rules.example(nodes.plain(tree))


def waits(rule: rules.Rule) -> str:
    """Return what a rule waits for, as a sentence; empty if it waits for nothing."""
    if rule.decided_at is None:
        return ""
    return f"It waits until this has passed: {' or '.join([*rule.decided_at, 'the first session'])}."


def circumstances(shown: rules.Example) -> str:
    """Return what else has to be known for an example to hold, as the end of a sentence."""
    known = [f"on {shown.today}"]
    known += [] if shown.recorded else ["with nothing recorded as done"]
    known += [f"with {name} published for {day}" for name, day in shown.published.items()]
    return f", {', '.join(known)}"


def _rule_data(rule: rules.Rule, shown: rules.Example) -> dict[str, Any]:
    return {
        "rule": rule.name,
        "severity": rule.severity,
        "reason": rule.reason,
        "source": rules.source(rule),
        "waits_for": rule.decided_at,
        "today": shown.today.isoformat(),
        "recorded": shown.recorded,
        "published": {name: day.isoformat() for name, day in shown.published.items()},
        "breaks": shown.breaks,
        "keeps": shown.keeps,
    }
