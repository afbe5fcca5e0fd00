"""What is measured, in parts: the cases of each, and the bounds that they should keep."""

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import inputs
import measure
import peers
from measure import Case, Runs

SAMPLE = peers.ROOT / "examples" / "literacy-for-all"
TODAY = "2026-05-01"
SIZES = (40, 400, 4000)
BATCHES = (100, 250)
MANY_COMMUNITIES = 1_000
MANY_MEMBERS = 1_000
COMMANDS = ("init", "schedule", "check", "status", "done", "kit", "report", "schema")

EMPTY = "python -c pass"

# What is imported, in words that `python -c` runs.
LIBRARIES: Mapping[str, str] = {
    "typer": "import typer",
    "rich": "import rich.console, rich.table",
    "PyYAML": "import yaml",
    "Jinja2": "import jinja2",
    "markdown-it-py": "import markdown_it",
    "python-calamine": "import python_calamine",
    "holidays": "import holidays",
    "holidays and its tables": "import holidays; holidays.country_holidays('CA', subdiv='AB', years=range(2025, 2029))",
}
# What no year can be made without: below it no ratio comes, whatever the program does.
FIXED_ALONE = "the libraries alone, with a model of one field"
FIXED = "import typer, jinja2, yaml, pydantic; pydantic.create_model('One', field=(int, ...))"
PROGRAM: Mapping[str, str] = {"cop-plan itself, all it needs for a year": "import cop_plan.cli.schedule"}


@dataclass(frozen=True)
class Aim:
    """A figure that should not exceed `at_most`: a ratio, or megabytes. `figure` is None where it was not measured."""

    words: str
    at_most: float
    figure: float | None
    unit: str = ""

    @property
    def shown(self) -> str:
        """Return the figure as it is printed."""
        return "–" if self.figure is None else f"{self.figure:.2f}" if not self.unit else f"{self.figure:.0f}"

    @property
    def verdict(self) -> str:
        """Return whether the aim is met, in words."""
        if self.figure is None:
            return "not measured"
        return "met" if self.figure <= self.at_most else "NOT MET"


@dataclass
class Part:
    """Cases that are measured together; `ratios` names of each aim the case, its peer and the bound."""

    title: str
    cases: list[Case] = field(default_factory=list)
    ratios: list[tuple[str, str, str, float]] = field(default_factory=list)
    peaks: list[tuple[str, str, float]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def aims(self, known: Mapping[str, Runs]) -> Iterable[Aim]:
        """Yield the aims with what was measured."""
        for words, name, peer, at_most in self.ratios:
            is_known = name in known and peer in known
            yield Aim(words, at_most, known[name].least / known[peer].least if is_known else None)
        for words, name, at_most in self.peaks:
            yield Aim(words, at_most, known[name].peak_megabytes if name in known else None, "MB")


class Program:
    """The commands that are measured, and the folder in which they work."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.python = peers.program()
        self.start: list[str | Path] = [self.python, "-P", "-m", "cop_plan"]  # -P: not from the folder it runs in
        self.warm = peers.environment(XDG_CACHE_HOME=str(work / "warm"))
        self.cold = peers.environment(XDG_CACHE_HOME=str(work / "cold"))

    def schedule(self, *definitions: Path, out: str | None = None) -> list[str | Path]:
        """Return the command that writes years, below the folder of the work or each beside its definition."""
        where: list[str | Path] = ["--out", self.work / out] if out else []
        return [*self.start, "schedule", *definitions, *where, "--today", TODAY]

    def case(self, name: str, *arguments: str | Path, every: int = 1) -> Case:
        """Return the case of a command."""
        return Case(name, [*self.start, *arguments], self.warm, every)

    def dated(self, definition: Path) -> tuple[inputs.Dated, list[inputs.Dated]]:
        """Return a community and its entries with their dates, as a run writes them."""
        out = f"dated-{definition.parent.name}"  # a folder remembers whose it is
        measure.run(self.schedule(definition, out=out), self.warm)
        return inputs.read_year(self.work / out)

    def with_yaml2ics(self, part: Part, name: str, texts: Sequence[str], every: int = 1) -> None:
        """Add the case of yaml2ics on as many files in one process."""
        program = peers.yaml2ics()
        if isinstance(program, str):
            part.missing.append(program)
            return
        files = [self.work / f"{part.title}-{number}.yaml" for number in range(len(texts))]
        for file, text in zip(files, texts, strict=True):
            file.write_text(text, encoding="utf-8")
        part.cases.append(Case(name, [program, *files], peers.environment(), every))


def _emptied(*folders: Path) -> Callable[[], None]:
    def empty() -> None:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)

    return empty


def year(program: Program) -> Part:
    """Return the sample year, with everything in it, beside the programs that do a part of it."""
    part, work = Part("year"), program.work
    sample = shutil.copytree(SAMPLE, work / "sample") / "community.yaml"
    whole, peer, juggler = (
        "the sample year, all outputs",
        "yaml2ics: the sample year's entries",
        "TaskJuggler: its plan",
    )
    part.cases += [
        Case(whole, program.schedule(sample, out="year"), program.warm, before=_emptied(work / "year")),
        Case("the same again, nothing changed", program.schedule(sample, out="again"), program.warm),
        Case(
            "the same with an empty cache",
            program.schedule(sample, out="first"),
            program.cold,
            every=3,
            before=_emptied(work / "first", work / "cold"),
        ),
        program.case("check of the sample year", "check", sample),
    ]
    community, entries = program.dated(sample)
    program.with_yaml2ics(part, peer, [inputs.for_yaml2ics(community, entries)])
    if tj3 := peers.taskjuggler():
        plan = work / "year.tjp"
        plan.write_text(inputs.for_taskjuggler(community, entries), encoding="utf-8")
        (work / "taskjuggler").mkdir()
        command: list[str | Path] = [tj3, "--silent", "--no-color", "-o", work / "taskjuggler", plan]
        part.cases.append(Case(juggler, command, peers.environment()))
    else:
        part.missing.append("TaskJuggler (tj3) is not installed; it is left out, and so is the ratio to it")
    part.ratios += [
        ("the sample year to TaskJuggler", whole, juggler, 0.5),
        ("the sample year to yaml2ics, which only writes what is dated", whole, peer, 1.5),
    ]
    return part


def small(program: Program) -> Part:
    """Return the smallest definition, of four lines: all its outputs, and its check."""
    part = Part("small")
    definition = inputs.write_small(program.work / "small", "Readers")
    whole, check, peer = "four lines, all outputs", "four lines, check", "yaml2ics: the four lines' entries"
    part.cases += [
        Case(whole, program.schedule(definition, out="four"), program.warm, before=_emptied(program.work / "four")),
        program.case(check, "check", definition),
    ]
    part.cases.append(Case(FIXED_ALONE, [program.python, "-P", "-c", FIXED], program.warm))
    community, entries = program.dated(definition)
    program.with_yaml2ics(part, peer, [inputs.for_yaml2ics(community, entries)])
    part.ratios += [
        (f"four lines, {len(entries)} entries, all outputs, to yaml2ics", whole, peer, 1.4),
        ("check of four lines to yaml2ics", check, peer, 1.2),
    ]
    return part


def start(program: Program) -> Part:
    """Return what every command costs before it does anything."""
    part = Part("start")
    typer = "python -c 'import typer'"
    part.cases.append(Case(typer, [program.python, "-c", "import typer"], program.warm))
    for arguments in (["--version"], ["--help"], *([command, "--help"] for command in COMMANDS)):
        name = " ".join(arguments)
        part.cases.append(program.case(name, *arguments))
        part.ratios.append((f"{name} to import typer", name, typer, 1.1))
    return part


def batch(program: Program) -> Part:
    """Return many communities in one run, each in its folder, and all in one folder."""
    part = Part("batch")
    community, entries = program.dated(inputs.write_small(program.work / "one", "Readers"))
    dated = inputs.for_yaml2ics(community, entries)
    for count in BATCHES:
        below = program.work / f"batch-{count}"
        definitions = [inputs.write_small(below / f"{at:04}", f"Readers {at:04}") for at in range(count)]
        beside, published = [one.parent / "plan" for one in definitions], f"published-{count}"
        cold, again, peer = f"{count} communities", f"{count} communities again", f"yaml2ics: {count} files"
        part.cases += [
            Case(cold, program.schedule(*definitions), program.warm, every=3, before=_emptied(*beside)),
            Case(again, program.schedule(*definitions), program.warm, every=3),
            Case(
                f"{cold}, --out published",
                program.schedule(*definitions, out=published),
                program.warm,
                every=3,
                before=_emptied(program.work / published),
            ),
            Case(
                f"{again}, --out published",
                program.schedule(*definitions, out=published),
                program.warm,
                every=3,
            ),
        ]
        program.with_yaml2ics(part, peer, [dated] * count, every=5)
        part.ratios += [
            (f"{cold} to yaml2ics", cold, peer, 0.75),
            (f"{again}, unchanged, to yaml2ics", again, peer, 0.06),
            (f"{cold}: --out published to each in its folder", f"{cold}, --out published", cold, 1.3),
            (f"{again}: --out published to each in its folder", f"{again}, --out published", again, 1.3),
        ]
    many = [inputs.write_small(program.work / "many" / f"{at:04}", f"Many {at:04}") for at in range(MANY_COMMUNITIES)]
    most = f"{MANY_COMMUNITIES:,} communities"
    part.cases.append(
        Case(
            most, program.schedule(*many), program.warm, most=1, before=_emptied(*(one.parent / "plan" for one in many))
        )
    )
    part.peaks.append((f"{most}: the most memory", most, 200))
    return part


def kit(program: Program) -> Part:
    """Return the documents of a community of many members."""
    part = Part("kit")
    definition = inputs.write_many_members(SAMPLE, program.work / "members", MANY_MEMBERS)
    folder = program.work / "kit"
    cold, again = f"kit of {MANY_MEMBERS:,} members", f"kit of {MANY_MEMBERS:,} members again"
    command = [*program.start, "kit", definition, "--out", folder, "--today", TODAY]
    part.cases += [
        Case(cold, command, program.warm, every=5, most=3, before=_emptied(folder)),
        Case(again, command, program.warm, every=5, most=3),
    ]
    part.ratios.append((f"{again}, unchanged, to the first time", again, cold, 0.1))
    part.peaks.append((f"{cold}: the most memory", cold, 200))
    return part


def scale(program: Program) -> Part:
    """Return a hundred and a thousand communities: their years and their portfolio, anew, unchanged, one changed."""
    return _scale(program, Part("scale"), 100, 1_000)


def scale_most(program: Program) -> Part:
    """Return ten thousand communities, each case once: it takes an hour on two processors."""
    return _scale(program, Part("scale_most"), 10_000)


def _scale(program: Program, part: Part, *counts: int) -> Part:
    for count in counts:
        below, portfolio = program.work / f"scale-{count}", program.work / f"portfolio-{count}"
        definitions = [inputs.write_small(below / f"{at:05}", f"Scale {at:05}") for at in range(count)]
        beside, changed = [one.parent / "plan" for one in definitions], _Renamed(definitions[count // 2])
        cached = program.work / "warm" / "cop-plan"
        together: list[str | Path] = ["portfolio", below, "--out", portfolio, "--today", TODAY]
        kinds: list[tuple[str, list[str | Path], Callable[[], object]]] = [
            ("schedule", program.schedule(*definitions), _emptied(*beside)),
            ("schedule, unchanged", program.schedule(*definitions), lambda: None),
            ("schedule, one changed", program.schedule(*definitions), changed),
            ("portfolio", [*program.start, *together], _emptied(cached, portfolio)),
            ("portfolio, unchanged", [*program.start, *together], lambda: None),
            ("portfolio, one changed", [*program.start, *together], changed),
        ]
        many = count >= MANY_COMMUNITIES
        for kind, command, before in kinds:
            name = f"{count:,} communities: {kind}"
            part.cases.append(Case(name, command, program.warm, 5, most=1 if many else 3, before=before))
            part.peaks.append((f"{name}: the most memory", name, 200))
    for small, large in pairwise(counts):
        for kind in ("schedule", "portfolio"):
            names = [f"{count:,} communities: {kind}" for count in (large, small)]
            part.ratios.append((f"{names[0]} to {small:,}", *names, 10.5))
    return part


class _Renamed:
    """Gives a definition another name, each time it is called."""

    def __init__(self, definition: Path) -> None:
        self._definition, self._text, self._times = definition, definition.read_text(encoding="utf-8"), 0

    def __call__(self) -> None:
        self._times += 1
        head, rest = self._text.split("\n", 1)
        self._definition.write_text(f"{head}, {self._times}\n{rest}", encoding="utf-8")


def growth(program: Program) -> Part:
    """Return one year of ever more entries."""
    part = Part("growth")
    for size in SIZES:
        definition, out = inputs.write_definition(program.work / f"definition-{size}", size), f"grown-{size}"
        every = 3 if size > 1000 else 1
        command = program.schedule(definition, out=out)
        part.cases.append(Case(_grown(size), command, program.warm, every, before=_emptied(program.work / out)))
    part.ratios += [
        (f"{large:,} entries to {small:,}: 10 times as many", _grown(large), _grown(small), 10.5)
        for small, large in pairwise(SIZES)
    ]
    return part


def _grown(size: int) -> str:
    return f"{size:,} entries"


def imports(program: Program) -> Part:
    """Return the imports, each in a process of its own: of each library, of all together, of the program."""
    installed = {name: words for name, words in LIBRARIES.items() if _works(words, program)}
    all_words = {"all libraries, with the tables": "; ".join(installed.values())}
    cases = [
        Case(f"import {name}", [program.python, "-c", words], program.warm, every=3)
        for name, words in {**installed, **all_words, **PROGRAM}.items()
    ]
    return Part("imports", cases)


def _works(words: str, program: Program) -> bool:
    try:
        measure.run([program.python, "-c", words], program.warm)
    except measure.Failed:
        return False
    return True


PARTS: Mapping[str, Callable[[Program], Part]] = {
    make.__name__: make for make in (small, year, start, batch, kit, growth, imports, scale, scale_most)
}
"""What can be measured, by name."""

ON_REQUEST = ("scale", "scale_most")
"""What takes so long that it is measured only where it is named."""
