"""Make what comes from the program: the pages on the definition and the commands, lists of pages, the JSON Schema.

Run by `make docs`; the tests compare what lies there with what is made here.
"""

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from cop_plan import cli
from cop_plan.cli import shell
from cop_plan.definition import community, load, nodes, schema

ROOT = Path(__file__).resolve().parent.parent
WEBSITE = runpy.run_path(str(ROOT / "docs" / "website.py"))
SAMPLE = ROOT / "examples" / "literacy-for-all" / "community.yaml"

# For what the example leaves open.
EXAMPLES: Mapping[tuple[str, str], Any] = {
    ("Purpose", "statement"): "This community is for grade 6 teachers who want every child to read with pleasure",
    ("Member", "jurisdiction"): "Prairie View School Division",
    ("Activity", "owner"): "co-facilitator",
    ("Activity", "notes"): "Bring the class lists",
    ("RecordFiles", "bots"): "Division Scribe",
    ("RecordFiles", "inbox"): "records/downloads/",
    ("RecordFiles", "counts_from"): "10 minutes",
    ("Privacy", "authority"): "in the words of the division's access and privacy coordinator",
    ("Privacy", "contact"): "Robin Achebe, robin.achebe@example.org",
    ("Privacy", "approved_by"): "Dana Whitfield, privacy coordinator, 2026-05-20",
    ("Surveys", "code_question"): "The first two letters of your street and the day of your birthday",
    ("Surveys", "columns"): {"collaborate": "Q01[SQ001]"},
    ("CapacityBuilding", "support"): "Half a day of release time for six teachers",
    ("Pattern", "title"): "Our year",
    ("Pattern", "source"): "Our own plan of the last three years",
}

INTRODUCTION = """\
# The definition, key by key

<!-- Made by `make docs` from the program itself: change cop_plan/definition/community.py, not this page. -->

The definition is the file in which you describe your community. Every key that it may have stands here, in the order of
the [example that fills in everything](../examples/literacy-for-all/community.yaml). Only `name`, `year` and `timezone`
are required; year and time zone may stand in [what several communities share](#what-several-communities-share). What
you leave out, or leave empty, is simply not decided yet: where the planning tool has a question for it, the plan shows
that question as open. *Essential* marks what a community should decide first.

A *map* is lines of `key: value`, indented under their own key; a *list* is lines that begin with `- `. Short ones fit
in one line: `{key: value, key: value}` and `[one, two]`. A list of one may be written as that one thing alone:
`partners: Example University`. Names that you give (of goals, places, activities, closures) have small letters, digits
and hyphens. A key that is not on this page is a mistake, and `cop-plan check` says so.

An editor can show all this while you write: see [Editors](editors.md).

## Kinds of values
"""


def pages() -> dict[Path, str]:
    """Return the text of every page that is made, by its file."""
    return {
        ROOT / "docs" / "README.md": with_lists("README.md", "en"),
        ROOT / "docs" / "fr" / "README.md": with_lists("fr/README.md", "fr"),
        ROOT / "docs" / "commands.md": commands(),
        ROOT / "docs" / "definition.md": definition(),
        ROOT / "cop_plan" / "community.schema.json": schema.page(),
    }


# The lists of pages.

_LIST = re.compile(r"(<!-- pages: (.*?) -->\n).*?(?=<!-- end -->)", re.DOTALL)


def with_lists(index: str, language: str) -> str:
    """Return the text of an index of pages, its lists made from the navigation of a language."""
    sections = WEBSITE["navigation"](language)
    text = (ROOT / "docs" / index).read_text(encoding="utf-8")
    return _LIST.sub(lambda found: found[1] + "".join(_listed(sections.get(found[2], {}), index)), text)


def _listed(pages: Mapping[str, str], index: str) -> Iterator[str]:
    for page, says in pages.items():
        title = re.search(r"^# (.*)$", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.MULTILINE)
        assert title, f"{page} has no title"
        link, colon = (page.removeprefix("fr/"), "\xa0: ") if index.startswith("fr/") else (page, ": ")
        yield f"- [{title[1].partition(':')[0].strip()}]({link}){colon}{says}\n"


# The commands.

COMMANDS = """\
# The commands

<!-- Made by `make docs` from what `cop-plan COMMAND --help` says: change cop_plan/cli, not this page. -->

What follows is what `cop-plan help COMMAND` shows of each command. Where the definition is called `community.yaml` and
lies in the current folder, or in one above it, it need not be named. `-` for FILE is standard input.

"""
EXIT_CODES = {
    shell.Exit.DONE: "done",
    shell.Exit.PROBLEMS: "the definition or the records have problems; `check` also where a rule finds an error",
    shell.Exit.MISUSE: "what was asked for cannot be done, or is not clear",
    shell.Exit.FILES: "a file cannot be read or written, or something could not be printed",
    shell.Exit.CONFLICT: "what is there would be overwritten: what a person changed, another year, another community",
    shell.Exit.INTERRUPTED: "interrupted, as by Ctrl-C",
}


def commands() -> str:
    """Return the page on the commands."""
    group: Any = typer.main.get_command(cli.app)
    above = typer.Context(group, info_name="cop-plan", **cli.SETTINGS)
    lines = [COMMANDS, *(f"- [`{name}`](#{name}): {says}\n" for name, says in cli.COMMANDS.items())]
    lines.append("- [Exit codes](#exit-codes)\n")
    lines += _command("cop-plan", group, above)
    for name in cli.COMMANDS:
        command = group.get_command(above, name)
        lines += _command(name, command, typer.Context(command, info_name=name, parent=above))
    lines += ["\n## Exit codes\n\n| code | meaning |\n|---|---|\n"]
    lines += [f"| {int(code)} | {EXIT_CODES[code]} |\n" for code in shell.Exit]
    return "".join(lines)


def _command(name: str, command: Any, context: Any) -> Iterator[str]:
    """Yield the section of one command: what it does, how it is called, and a table of what it takes."""
    first, *paragraphs = command.help.split("\n\n")
    yield f"\n## {name}\n\n{_plain(first)}\n\n"
    yield f"```\n{context.command_path} {' '.join(command.collect_usage_pieces(context))}\n```\n"
    for paragraph in paragraphs:
        if paragraph.startswith("\b\n"):
            title, _, lines = paragraph.removeprefix("\b\n").rpartition(":\n")
            yield (f"\n{title}:\n" if title else "") + f"\n```\n{textwrap.dedent(lines)}\n```\n"
        else:
            yield f"\n{_plain(paragraph)}\n"
    yield "\n| option | what it does |\n|---|---|\n"
    for param in command.get_params(context):
        said, does = param.get_help_record(context)
        taken = re.sub(" <.*>$", "", said).replace("|", "\\|")
        yield f"| `{taken}` | {_plain(does)} |\n"


def _plain(text: str) -> str:
    """Return a text of the help as Markdown that shows it as it is, on one line, its options as code."""
    written = re.sub(r"([\\*_<>|\[\]#])", r"\\\1", " ".join(text.split()))
    return re.sub(r"(?<![\w`-])--?[a-z][\w-]*", r"`\g<0>`", written)


# What commands output as JSON.

OUTPUTS = """\
# JSON outputs

<!-- Made by `make docs` from real runs on examples/literacy-for-all: change cop_plan, not this page. -->

With `--json` a command prints one JSON object on standard output and nothing else; what a person reads goes to
standard error. Every object has a `schema_version`, which rises only when something is taken away or means something
else: new keys may come at any time. Days are written `2026-10-20`, moments as ISO 8601 with their offset; `null` is
what is not known or not decided. What is a text for people is in the language of the community, or of `--language`;
names, kinds and severities are the same in every language. The [exit codes](commands.md#exit-codes) are the same with
`--json` and without.

Each example is what a run on the [example that fills in everything](../examples/literacy-for-all/community.yaml)
prints, every list cut to its first item. `timeline.json`, the whole year as data, is described in
[the API](api.md#read-what-was-written); `cop-plan schema` prints the JSON Schema of a definition.
"""

RUNS: Mapping[str, tuple[str, str]] = {
    "check": (
        "check --days --json --today 2026-10-20",
        "`problems` are what is wrong with the definition, with their place; without any, `findings` what the rules "
        "of good practice say, `ignored` what is set aside with a reason. `url` leads to the documentation. "
        "`closed_days` comes with `--days`.",
    ),
    "check --explain": (
        "check --explain gap --json",
        "Why there is a rule, with a definition that breaks it and one that keeps it.",
    ),
    "status": (
        "status --json --today 2026-10-20",
        "How the year stands: counts, what is overdue, what is due, the next session, and the same for each owner.",
    ),
    "schedule": (
        "schedule --dry-run --json --today 2026-05-01",
        "One item for each definition. `move` and `cancel` print the same, with `move`: what was replaced, what keeps "
        "its day, whom to tell, and the messages.",
    ),
    "done": (
        "done webinar-1 --json --today 2026-12-01",
        "What was noted, what was taken back, and what could not be noted.",
    ),
    "kit": (
        "kit invitation --json --today 2026-10-20",
        "The files that were written, `kept` those that a person changed, and under `missing` what papers lack: of "
        "each blank the papers that have it.",
    ),
    "kit --list": (
        "kit --list --json --today 2026-10-20",
        "The documents of the year with the papers that each becomes.",
    ),
    "hours": (
        "hours --json --today 2027-06-10",
        "The minutes of each member that count, with the rows that prove them. It names people.",
    ),
    "report": (
        "report --json --today 2027-06-10",
        "The files that were written, what the report lacks, and of which session each export in the inbox is.",
    ),
    "report --inspect": (
        "report --inspect records --json --today 2027-06-10",
        "How each file of records is understood. It names people.",
    ),
    "next": (
        "next --into ../2027-2028 --dry-run --json --today 2027-06-20",
        "The files of the new folder (with `--dry-run` none is written), what was kept and dropped, and where "
        "something is to be decided; without `lines`, in the whole file. `set_back` is where the old definition names "
        "the new year.",
    ),
    "portfolio": (
        "portfolio --dry-run --json --today 2026-10-20",
        "Every community with what comes next, what is overdue and what is wrong; clashes; totals by year. It names "
        "people. [The portfolio](portfolio.md#portfoliojson) says what the keys hold.",
    ),
    "doctor": (
        "doctor --json --today 2026-10-20",
        "One item for each thing that was looked at. `state` is `ok`, `note`, `problem` or `unreadable`.",
    ),
}

Runner = Callable[[Sequence[str]], str]


def outputs(run: Runner) -> str:
    """Return the page on what commands output as JSON; `run` runs a command where the example lies."""
    sections = []
    for title, (words, says) in RUNS.items():
        data = json.loads(run(words.split()))
        if title == "doctor":  # of the installation it says what is so on this machine
            data["checks"] = [one for one in data["checks"] if one["name"] == "definition"]
        shown = json.dumps(_first_of_each(data), indent=2, ensure_ascii=False)
        sections.append(f"\n## {title}\n\n{says}\n\n```\ncop-plan {words}\n```\n\n```json\n{shown}\n```\n")
    return OUTPUTS + "".join(sections)


def _first_of_each(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _first_of_each(value) for key, value in data.items()}
    return [_first_of_each(one) for one in data[:1]] if isinstance(data, list) else data


def _run_in(folder: Path) -> Runner:
    def run(words: Sequence[str]) -> str:
        command = [sys.executable, "-m", "cop_plan", *words]
        told = os.environ | {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
        return subprocess.run(command, cwd=folder, env=told, check=False, capture_output=True, text=True).stdout  # noqa: S603

    return run


# The definition.

EXTENDS = """
## What several communities share

What several communities have in common stands in one file, and each definition names it:

```yaml
name: The readers
id: readers
extends: shared/consortium.yaml
activities:
  webinar-1: {topic: Talk before text}
```

```yaml shared/consortium.yaml
year: 2026-2027
timezone: America/Edmonton
region: CA-AB
closures:
  winter-break: 2026-12-21 to 2027-01-01
membership:
  schools: schools.csv
activities:
  webinar-1: {when: third tuesday of november, at: 3:30 pm}
  field-trip: yes
```

```csv shared/schools.csv
school,jurisdiction,principal,email
Elm Street School,Prairie View School Division,Jo Banerjee,jo.banerjee@example.org
```

- The file is laid over the pattern, and the definition over the file, key by key: maps merge, and of a list or a text
  the definition's own counts. Activities change under their names, in whichever of the two they are written: here
  Webinar 1 has the day and the hour of the file and the topic of the definition.
- Any key may be shared, `pattern`, `year` and `timezone` too, but for four that each community has for itself: `name`,
  `id`, `output` and `last_year`.
- What the file takes of the pattern, `field-trip: yes`, a definition declines by `field-trip: no`. What the file leaves
  out is left out of all. Whatever is empty in a definition is as the file has it.
- A file that is named there, such as `schools.csv`, lies beside the file that names it, and so does the folder of a
  theme: `templates: letterhead`, written once, is on the pages and papers of all. What stands under `records`
  is each community's own, and lies beside its definition.
- `extends` names one file. That file may itself extend another, as a division's extends the province's: up to eight,
  one below the other.
- A problem names the file and the line in which it stands. `cop-plan move` and `cop-plan cancel` write into the
  definition, over what is shared, and never into the shared file.
- The shared file by itself is no community: `cop-plan check` the definitions that extend it. A change in it changes
  each of them with its next `cop-plan schedule`, which says what moved.

[For consortia](for-consortia.md) has the folders of a whole consortium.
"""


def definition() -> str:
    """Return the page on the definition."""
    return INTRODUCTION + "\n".join([*_kinds_of_values(), *_Sections(_sample()).lines()]) + "\n"


def _sample() -> Any:
    tree = nodes.read_yaml(SAMPLE.read_bytes(), SAMPLE.name)
    assert tree is not None, "the example is not empty"
    sample = nodes.plain(tree)
    for path, part in load.TABLES.items():
        above = sample
        for key in path[:-1]:
            above = above[key]
        file = SAMPLE.parent / above[path[-1]]
        above[path[-1]] = nodes.plain(load.read_list(file.read_bytes(), file.name, part))
    return sample


def _kinds_of_values() -> Iterator[str]:
    yield ""
    yield "| kind | what it is | examples |"
    yield "|---|---|---|"
    for value in schema.values():
        examples = " · ".join(f"`{example}`" for example in value.examples)
        more = ": see [the language of dates](dates.md)" if value.name in ("date-phrase", "month") else ""
        yield f"| {_spoken(value.name)} | {value.meaning}{more} | {examples} |"


def _spoken(name: str) -> str:
    return name.replace("-", " ") if name != "e-mail" else name


def flow(value: Any, *, inside: bool = False) -> str:
    """Return a value as YAML in one line; `inside` says that it stands in braces or brackets."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(item, inside=True)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item, inside=True) for item in value) + "]"
    text = str(value)
    needs_quotes = re.search(r": |:$| #|^[\s\-?:&*!|>'\"%@`{}\[\],#]|\s$", text) or (
        inside and re.search(r"[,\[\]{}]|\?$", text)
    )
    return f'"{text}"' if needs_quotes and '"' not in text else f"'{text}'" if needs_quotes else text


class _Sections:
    """The sections of the page, each part of the definition described once, with examples from a whole definition."""

    def __init__(self, sample: Any) -> None:
        self._sample = sample
        self._told: dict[Any, str] = {}  # where a part or the words of a fixed set are described
        self._done: set[str] = set()

    def lines(self) -> Iterator[str]:
        """Yield the lines of all sections."""
        yield from self._section("", community.Community, self._sample, 2)
        yield from self._pattern()
        yield EXTENDS.rstrip()

    def _section(self, path: str, part: type[community.Part], sample: Any, level: int) -> Iterator[str]:
        """Yield the section of one part, then those of the parts in it."""
        title = f"`{path}`" if path else "The community"
        yield from ("", f"{'#' * level} {title}", "")
        if path:
            yield _first_sentence(part)
            if part.shorthand:
                yield from ("", f"A text alone stands for its `{part.shorthand}`.")
            yield ""
        below: list[tuple[str, type[community.Part], Any]] = []
        for key in schema.keys(part):
            example = sample.get(key.key) if isinstance(sample, dict) else None
            found = _below(path, key, example)
            if found:
                below.append(found)
            yield from self._key(part, key, example, found[0] if found else None)
        for where, inner, example in below:
            if self._told.get(inner, where) != where or where in self._done:
                continue
            self._done.add(where)
            if inner is community.Step:
                yield from _steps(where, level)
                continue
            deeper = level if not path else min(level + 1, 4)
            yield from self._section(where, inner, example, deeper)

    def _key(self, part: type[community.Part], key: schema.Key, sample: Any, section: str | None) -> Iterator[str]:
        """Yield the lines on one key; `section` is the one on what stands below it, if anything does."""
        takes, meanings = _takes(key.takes), _meanings(key.takes)
        is_new = meanings is not None and tuple(meanings) not in self._told
        if meanings is not None and not is_new:
            takes = takes.replace("the words below", " · ".join(f"`{word}`" for word in meanings))
        if section is not None:
            where = self._told.setdefault(schema.part_in(key.takes), section)
            takes += f", [see there](#{_anchor(where)})"
        said = [takes, *(["essential"] if key.essential else ["required"] if key.required else [])]
        of_kind = part is not community.HolidayChoice and key.field == "closed"
        default = "what the kind brings" if of_kind else key.default
        if default is not None:
            said.append(f"without it {flow(default)}" if of_kind else f"without it `{flow(default)}`")
        yield f"- **`{key.key}`** ({'; '.join(said)}): {key.description}"
        if key.help:
            yield f"  {key.help}"
        if key.question:
            yield f"  *{key.question}*"
        if meanings is not None and is_new:
            self._told[tuple(meanings)] = ""
            for word, meaning in meanings.items():
                yield f"  - `{word}`: {meaning}"
        example = key.example if key.example is not None else None if section else _example(part, key, sample)
        if example is not None:
            yield f"  - for example `{key.key}: {flow(example)}`"

    def _pattern(self) -> Iterator[str]:
        yield from ("", "## A pattern of one's own", "")
        yield "`pattern: our-year.yaml` names a file beside the definition. It has the definition's own grammar:"
        yield ""
        for key in schema.keys(load.Pattern):
            if key.key == "kinds":
                takes = "map of kinds and what [an activity](#activitiesname) may have"
            elif key.key in ("activities", "optional"):
                takes = "map of [activities](#activitiesname)"
            else:
                takes = _takes(key.takes)
            default = f"; without it `{flow(key.default)}`" if key.default is not None else ""
            yield f"- **`{key.key}`** ({takes}{default}): {key.description}"
            if (example := _example(load.Pattern, key, None)) is not None and key.key not in (
                "kinds",
                "activities",
                "optional",
            ):
                yield f"  - for example `{key.key}: {flow(example)}`"
        yield from (
            "",
            "[The language of dates](dates.md#what-no-phrase-cures) has a pattern of a year that begins in January.",
        )


def _first_sentence(part: type[community.Part]) -> str:
    return " ".join((part.__doc__ or "").split("\n\n")[0].split())


def _below(path: str, key: schema.Key, sample: Any) -> tuple[str, type[community.Part], Any] | None:
    """Return what stands below a key with keys of its own: its path, the part, an example that has what any has."""
    part = schema.part_in(key.takes)
    if part is None:
        return None
    if schema.map_of(key.takes):
        samples = list(sample.values()) if isinstance(sample, dict) else []
    elif schema.item_of(key.takes):
        samples = sample if isinstance(sample, list) else []
    else:
        samples = [sample]
    return schema.heading_below(path, key), part, _together(samples, part)


def _together(samples: Iterable[Any], part: type[community.Part]) -> dict[str, Any]:
    """Return one example that has every key of several, each from the first that has it."""
    together: dict[str, Any] = {}
    for sample in samples:
        written = {part.shorthand: sample} if isinstance(sample, str) and part.shorthand else sample
        if isinstance(written, dict):
            for key, value in written.items():
                if isinstance(value, dict) and isinstance(together.get(key), dict):
                    together[key] = {**value, **together[key]}
                elif value is not None:
                    together.setdefault(key, value)
    return together


def _anchor(title: str) -> str:
    return re.sub(r"[^\w-]", "", title)


def _steps(path: str, level: int) -> Iterator[str]:
    names = ", ".join(f"`{key.key}`" for key in schema.keys(community.Step))
    yield from ("", f"{'#' * min(level + 1, 4)} `{path}`", "", "A dated step of an activity.", "")
    yield f"A step has these of an activity's keys, and they mean the same: {names}."
    yield "Its `when` may leave the name out: `1 week before` counts from the activity itself."


def _meanings(takes: Any) -> Mapping[str, str] | None:
    return schema.meanings_of(schema.item_of(takes) or takes)


def _takes(takes: Any, *, several: bool = False) -> str:
    """Return in words what a key takes; `several` asks for the plural."""
    if (value := schema.value_of(takes)) is not None:
        name = _spoken(value.name)
        return name if not several or name.endswith("s") else f"{name}s"
    if schema.meanings_of(takes) is not None:
        return "the words below" if several else "one of the words below"
    if (named := schema.map_of(takes)) is not None:
        return f"{'maps' if several else 'map'} of {_takes(named[1], several=True)}{_by_name(named[0])}"
    if (item := schema.item_of(takes)) is not None:
        if item in load.TABLES.values():
            return "the name of a CSV file or workbook, or a list of maps"
        blocks = "`block: duration`" if item == community.AgendaBlock else _takes(item, several=True)
        return f"list of {blocks}"
    if schema.is_part(takes):
        return "maps" if several else "map"
    return " or ".join(_takes(one, several=several) for one in schema.options_of(takes))


def _by_name(key: Any) -> str:
    return " by name" if key == community.Name else ""


def _example(part: type[community.Part], key: schema.Key, sample: Any) -> Any:
    """Return the example of a whole definition, or one of the kind of value."""
    if sample is not None:
        return _short(sample)
    if ours := EXAMPLES.get((part.__name__, key.key)):
        return ours
    item = schema.item_of(key.takes) or key.takes
    value, meanings = schema.value_of(item), schema.meanings_of(item)
    if meanings is not None:
        return next(iter(meanings))
    if value is not None and value.examples:
        return value.examples[0]
    return None


def _short(sample: Any) -> Any:
    """Return an example that fits a line: of a list and of a map no more than the first."""
    if isinstance(sample, dict):
        return {key: _short(value) for key, value in list(sample.items())[:1]} or None
    if isinstance(sample, list):
        return [_short(value) for value in sample[:1]] or None
    return sample


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as laid:
        shutil.copytree(SAMPLE.parent, laid, dirs_exist_ok=True)
        (ROOT / "docs" / "outputs.md").write_text(outputs(_run_in(Path(laid))), encoding="utf-8")
    for file, text in pages().items():
        file.write_text(text, encoding="utf-8")
