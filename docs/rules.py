"""Write `docs/rules.md`: every rule of `cop-plan check` with its reason, source and examples.

Run it with `make docs` after a rule has changed; a test compares.
"""

import textwrap
from pathlib import Path

from cop_plan import rules
from cop_plan.app import check

PAGE = Path(__file__).with_suffix(".md")

HEAD = """# The rules of `cop-plan check`

<!-- Made by docs/rules.py from cop_plan/rules/ and cop_plan/locale/en/rules.yaml. -->

For whoever reads what `cop-plan check` says. Each rule below has its reason, its source, and an example that breaks it.

What is not decided yet is an open question, not a finding. A rule about something missing waits for the entry at which
that is decided; until its day has passed (by `--today`) it is silent, and what it asks is counted among the open
questions (`--open` lists them).

An **error** would harm people or publish something false; the command exits with 1. At a **warning** a colleague would
speak up; with `--strict` it exits with 1 too. A **hint** is worth a thought.

A rule that does not fit is ignored with a reason, which is printed: for the whole year, or for one entry and what is
part of it.

```yaml
ignore:
  paid-venue: The hall is dear to us
  no-virtual-option: {wrap-up: The commitments are spoken in the room}
```

Numbers that no source gives are ours, and can be changed under `thresholds`; what is not written there keeps its
default.

```yaml
thresholds:
THRESHOLDS
```

`cop-plan check --explain RULE` shows what stands here about one rule. The definition of every example begins with these
lines:

```yaml
EXAMPLE
```

SOURCES

TABLE
"""


def page() -> str:
    """Return the page."""
    sources = "\n".join(f"- {key}: {title}" for key, title in check.sentences().sources)
    head = HEAD.replace("THRESHOLDS", "\n".join(_thresholds())).replace("EXAMPLE", rules.HEAD.rstrip())
    head = head.replace("SOURCES", f"Sources are named by the rows of these documents:\n\n{sources}")
    return head.replace("TABLE", "\n".join(_table())) + "\n" + "\n".join(_rule(rule) for rule in rules.RULES)


def _thresholds() -> list[str]:
    written = {}
    for name, field in rules.Thresholds.model_fields.items():
        default = field.default
        value = " to ".join(map(str, default)) if isinstance(default, tuple) else default
        line = f"  {name}: {value}" if value is not None else f"  # {name}: 12"
        written[f"{line:<28}"] = field.description
    return [f"{line} # {described}" for line, described in written.items()]


def _table() -> list[str]:
    reason = check.sentences().reason
    rows = [f"| [`{rule.name}`](#{rule.name}) | {rule.severity} | {reason(rule)} |" for rule in rules.RULES]
    return ["| rule | severity | why |", "|---|---|---|", *rows]


def _rule(rule: rules.Rule) -> str:
    explained = check.explain(rule.name)
    shown = explained.example
    parts = [f"## {rule.name}\n", f"*{rule.severity.capitalize()}.* {explained.reason} {explained.waits}".rstrip()]
    about = f", for one {rule.about} or as a whole" if rule.about else ""
    parts.append(f"\nSource: {explained.sentences.source(rule)}. Ignored by name{about}.\n")
    for said, definition in ((explained.breaks, shown.breaks), (explained.keeps, shown.keeps)):
        text = definition.removeprefix(rules.HEAD).rstrip()
        parts.append(f"{said}\n\n```yaml\n{textwrap.dedent(text)}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
