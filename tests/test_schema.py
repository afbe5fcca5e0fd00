"""The JSON Schema describes what a person writes: a validator that knows nothing of us takes what we take."""

import datetime
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from communities import Definition, definitions
from conftest import MINIMAL, PATIENCE_SECONDS, ROOT, Ran
from cop_plan.app.project import CommunityProject
from cop_plan.base import documentation
from cop_plan.definition import community, nodes, schema

SHIPPED = ROOT / "cop_plan" / "community.schema.json"
EXAMPLES = sorted(ROOT.glob("examples/*/community.yaml"))
GALLERY = ROOT / "tests" / "problems"
VALIDATOR = Draft202012Validator(schema.definition())

NAMES = "names of entries, people, places and zones are compared with what there is"
DAYS = "whether there is such a day or hour depends on the year, the region and the closures"
ORDER = "two values are compared with each other"
FILES = "it stands in another file"
READERS = "readers of YAML hand it on as something else that is right"
TOGETHER = "what is missing or too much depends on what the pattern and the rest of the definition say"

WHAT_A_SCHEMA_CANNOT_KNOW: Mapping[str, str] = {
    NAMES: """changed-entry-unknown circle circle-of-itself commas-for-a-list-of-people csv-two-of-one-name
        curly-apostrophe-in-people leave-out-unknown leave-out-what-others-hang-on people-and-jurisdictions references
        series-as-anchor unknown-anchor unknown-anchor-in-a-step unknown-zone zone-in-words zone-of-no-place
        place-misspelled language-of-no-country pulse-at-no-session pulse-item-of-another-survey
        survey-word-on-no-scale""",
    DAYS: "clock-change holidays-unknown no-fifth-weekday",
    ORDER: "school-day-backwards series-month-in-two-ways series-month-really-twice sizes-backwards span-backwards",
    FILES: """csv-blank-rows csv-cells csv-days-that-can-be-two csv-duplicate-column csv-duplicate-member
        csv-duplicate-school
        csv-embedded-newline csv-empty csv-misnamed-file csv-missing-column csv-misspelled-column
        csv-misspelled-required-column csv-nbsp-in-header csv-semicolons csv-tabs csv-too-many-cells
        csv-two-columns-of-one-meaning csv-unclosed-quote
        csv-unknown-school extends-a-folder extends-in-a-circle
        extends-with-a-backslash extends-no-map extends-slip-in-a-list
        extends-what-is-missing missing-csv missing-pattern-file own-pattern-activities-list own-pattern-circle
        own-pattern-empty own-pattern-in-january own-pattern-is-a-list own-pattern-syntax own-pattern-unknown-key
        own-pattern-with-a-slip""",
    READERS: "control-character-behind-an-escape item-without-space merge-key",
    TOGETHER: """empty-step empty-step-of-a-pattern holidays-without-region id-empty-slug phrase-without-month
        part-that-communities-share
        cancelled-that-cannot-be only-without-from series-with-a-month undated-activity undated-step year-one-only""",
}


def check_jsonschema(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the validator as a person does, in a process of its own."""
    command = [sys.executable, "-m", "check_jsonschema", *map(str, words)]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE_SECONDS)


def value_problems(data: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(data)]


def as_editors_read(text: str) -> Any:
    """Read YAML 1.2 as far as a schema can tell: dates, times, yes and no are text; numbers and null are not."""
    return yaml.load(text, Loader=_EditorsLoader)


class _EditorsLoader(yaml.SafeLoader):
    """Reads YAML as version 1.2 does."""


_EditorsLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":null", ":merge"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _number(made: Callable[[str], float]) -> Callable[[Any, Any], float]:
    return lambda loader, node: made(loader.construct_scalar(node))


# Source: YAML 1.2.2, 10.3.2
_EditorsLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
_EditorsLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"),
    list("-+.0123456789"),
)
_EditorsLoader.add_constructor("tag:yaml.org,2002:int", _number(int))
_EditorsLoader.add_constructor("tag:yaml.org,2002:float", _number(float))


# What ships, and the command.


def test_the_schema_that_ships_is_the_one_that_the_models_make() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == schema.page(), "make it again with  make docs"


def test_the_command_prints_it(run: Callable[..., Ran]) -> None:
    done = run("schema")
    assert (done.code, done.out, done.err) == (0, schema.page(), "")


def test_it_is_a_schema_and_of_ours_names_only_the_documentation() -> None:
    assert check_jsonschema("--check-metaschema", SHIPPED).returncode == 0
    assert "$id" not in schema.definition()
    hosts = set(re.findall(r"https?://[\w.-]+", schema.page().replace(documentation.SITE, "")))
    assert hosts == {"https://json-schema.org", "https://example.org"}


# What it says.


def keys_of(described: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every key that the schema describes, and what it says of it."""
    if isinstance(described, dict):
        for name, below in described.items():
            if name == "properties":
                yield from ((f"{path}.{key}", value) for key, value in below.items())
            yield from keys_of(below, f"{path}.{name}")
    elif isinstance(described, list):
        for at, below in enumerate(described):
            yield from keys_of(below, f"{path}.{at}")


def parts(part: type[community.Part] = community.Community) -> set[type[community.Part]]:
    """Return a part of the definition and all that stand in it."""
    found = {part}
    for key in schema.keys(part):
        for takes in schema.options_of(key.takes):
            named = schema.map_of(takes)
            below = schema.item_of(takes) or (named[1] if named else takes)
            if schema.is_part(below) and below not in found:
                found |= parts(below)
    return found


PARTS = {part.__name__: part for part in sorted(parts(), key=lambda part: part.__name__)}


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_every_key_of_every_part_has_a_description(part: type[community.Part]) -> None:
    described = schema.definition()
    whole = described if part is community.Community else described["$defs"][part.__name__.lower()]
    keys = [key.key for key in schema.keys(part)]
    assert list(whole["properties"]) == keys
    assert whole["additionalProperties"] is False
    assert all(len(whole["properties"][key]["description"]) > 3 for key in keys)


def test_everything_that_is_described_is_used() -> None:
    defined = set(schema.definition()["$defs"])
    assert defined == set(re.findall(r'"#/\$defs/([^"]+)"', schema.page()))


def test_the_words_of_every_fixed_set_say_what_they_mean() -> None:
    kind = schema.definition()["$defs"]["activity"]["properties"]["kind"]
    meanings = {choice["const"]: choice["description"] for choice in kind["anyOf"] if "const" in choice}
    assert list(meanings) == list(community.KINDS)
    assert all(meanings.values())


def test_every_example_is_what_its_own_key_takes() -> None:
    described = schema.definition()
    for path, key in keys_of(described):
        for value in [*key.get("examples", ()), *([key["default"]] if "default" in key else [])]:
            found = list(Draft202012Validator({**key, "$defs": described["$defs"]}).iter_errors(value))
            assert not found, f"{path}: {found[0].message}"


# What it takes.

WITHOUT_MISTAKES = re.compile(r"```yaml\n((?:(?!```).)*?)```(?!\n\n```\ncommunity\.yaml:)", re.DOTALL)


def test_an_independent_validator_takes_all_examples() -> None:
    done = check_jsonschema("--schemafile", SHIPPED, *EXAMPLES)
    assert len(EXAMPLES) >= 4
    assert done.returncode == 0, done.stdout


def test_an_independent_validator_takes_the_definitions_of_the_pages(tmp_path: Path) -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    found = [text for page in pages for text in WITHOUT_MISTAKES.findall(page.read_text("utf-8"))]
    whole = [text for text in found if re.search(r"^timezone:", text, re.MULTILINE)]
    assert len(whole) >= 2
    for at, text in enumerate(whole):
        (tmp_path / f"{at}.yaml").write_text(text, encoding="utf-8")
    done = check_jsonschema("--schemafile", SHIPPED, *tmp_path.glob("*.yaml"))
    assert done.returncode == 0, done.stdout


@settings(max_examples=60, derandomize=True)
@given(definitions())
def test_what_loads_is_taken(definition: Definition) -> None:
    assert value_problems(as_editors_read(definition.text)) == []


WRITTEN = {
    "a number for a year": "year: 2027\npattern: january.yaml",
    "a date as text": "activities: {orientation: {when: 2026-09-29}}",
    "a date in a closure": "closures: {planning-day: 2026-09-29}",
    "a span": "closures: {winter-break: 2026-12-21 to 2027-01-01}",
    "several spans": "closures: {breaks: {days: [2026-12-21 to 2027-01-01, 2027-03-29], for: Prairie View}}",
    "one span where there may be several": "closures: {breaks: {days: 2026-12-21}}",
    "times": "activities: {webinar-1: {at: 9:00}, webinar-2: {at: 15:30}, webinar-3: {at: 3:30 p.m.}}",
    "yes": "surveys: {items: {topics: {ask: Which?, several: yes}}}",
    "yes or not yet": "purpose: {division_priority: not yet}",
    "a cost of nothing": "places: {library: {cost: 0}}",
    "a cost with decimals": "places: {library: {cost: 12.30}}",
    "a number where text is expected": "places: {library: {name: 3, address: 12.5}}",
    "numbers in a scale": "surveys: {scale: [1, 2, 3, 4, 5]}",
    "yes where text is expected": "membership: {invitation: yes}",
    "empty sections": "purpose:\nmeetings:\nactivities:\npartners:\nresources:\nleave_out:\nsponsor:",
    "empty fields": "purpose: {audience: , areas: , needs: {teachers: }}\nmembership: {ideal_size: , members: }",
    "empty items": "partners:\n  -\n  - Example University\nlegacy: {capacity_building: [ ], audiences: [~]}",
    "one for a list of one": "partners: Example University\npurpose: {areas: creating new knowledge}",
    "one month": "activities: {calls: {repeat: october, when: first wednesday}}",
    "a series": "activities: {calls: {repeat: [october, June prior, april 2027], when: first wednesday}}",
    "names for parts": "sponsor: Example\nleadership: {facilitator: Jamie, co_facilitator: {name: Kim}}",
    "goals in one line": "goals: {routines: Two routines in weekly use}",
    "tables as files": "membership: {members: m.csv, schools: s.csv}\nresources: r.csv\nguests: g.csv\nbudget: b.csv",
    "tables as lists": "membership: {members: [Amina, {name: Caleb}]}\nbudget: [{category: Books, planned: 20}]",
    "an agenda": "activities: {orientation: {agenda: [Welcome: 15 minutes, {title: Lunch, lasts: 1 hour}]}}",
    "dotted names": "activities: {webinar-1.reminder: {when: 2 days before}, online-meeting.october: {at: 16:00}}",
    "names in French": "places: {école-d-été: Salle 3}",
    "phrases in any case": "activities: {webinar-1: {when: Third TUESDAY of November}}",
    "reasons": "leave_out: {blog: We have none}\nignore: {gap: Summer, late-agenda: {orientation: Printed}}",
    "a map of attendance": "records: {attendance: {webinar-1: records/w1.csv}}",
    "a folder of attendance": "records: {attendance: records/attendance/}",
    "a code for an id": "id: readers-2",
    "a number for an id": "id: 2027",
    "a pattern of one's own": "pattern: january.yaml\nyear: 2027",
}


BESIDE = {
    "january.yaml": "title: A year from January\nyear_begins: january\nactivities: {}\n",
    "m.csv": "name\nAmina\n",
    "s.csv": "school\nElm Street School\n",
    "r.csv": "title\nReading\n",
    "g.csv": "name\nNoor\n",
    "b.csv": "category\nBooks\n",
}


def with_required(written: str) -> str:
    """Return a definition with the required lines, less those that are written."""
    keys = [line.partition(":")[0] for line in written.splitlines()]
    return "".join(line for line in MINIMAL.splitlines(True) if line.partition(":")[0] not in keys) + written + "\n"


@pytest.fixture(scope="module")
def refused_although_written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What an independent validator refuses of what a person may write, by the name of the file, and why."""
    folder = tmp_path_factory.mktemp("written")
    for name, written in WRITTEN.items():
        (folder / f"{name}.yaml").write_text(with_required(written), encoding="utf-8")
    said = json.loads(check_jsonschema("--schemafile", SHIPPED, "-o", "json", *folder.glob("*.yaml")).stdout)
    return {
        Path(error["filename"]).stem: error["message"]
        for error in [*said.get("errors", ()), *said.get("parse_errors", ())]
    }


@pytest.mark.parametrize("written", WRITTEN)
def test_what_a_person_may_write_is_taken(
    written: str, write: Callable[..., Path], refused_although_written: Mapping[str, str]
) -> None:
    _ = CommunityProject(write(with_required(WRITTEN[written]), BESIDE)).written
    assert written not in refused_although_written


def test_a_reader_with_dates_and_booleans_of_its_own_is_understood() -> None:
    data = yaml.safe_load(MINIMAL.replace("2026-2027", '"2026-2027"') + WRITTEN["a date as text"] + """
surveys: {items: {topics: {ask: Which one, several: yes}}}
closures: {planning-day: 2026-09-29, two: {days: [2026-09-30, 2026-12-21 to 2027-01-01]}}
purpose: {division_priority: yes}
privacy: {kept_until: 2028-06-30}
""")  # fmt: skip
    assert isinstance(data["closures"]["planning-day"], datetime.date)
    assert data["surveys"]["items"]["topics"]["several"] is True
    assert value_problems(data) == []


# What it refuses.


@pytest.fixture(scope="module")
def judged() -> dict[str, list[str]]:
    """What an independent validator says of every case of the gallery: the paths, or that it is no YAML."""
    cases = [*GALLERY.glob("*.yaml"), *GALLERY.glob("*/community.yaml")]
    said = json.loads(check_jsonschema("--schemafile", SHIPPED, "-o", "json", *cases).stdout)
    found: dict[str, list[str]] = {_slug(case): [] for case in cases}
    for error in said["errors"]:
        found[_slug(Path(error["filename"]))].append(error["path"])
    for error in said["parse_errors"]:
        found[_slug(Path(error["filename"]))].append("no YAML")
    return found


def _slug(case: Path) -> str:
    return case.parent.name if case.name == "community.yaml" else case.stem


def test_every_slip_of_shape_is_refused_and_every_other_has_its_reason(judged: Mapping[str, list[str]]) -> None:
    unknowable = {slug for slugs in WHAT_A_SCHEMA_CANNOT_KNOW.values() for slug in slugs.split()}
    taken = {slug for slug, errors in judged.items() if not errors}
    assert taken - unknowable == set(), "can a schema know this? If not, list it above with the reason"
    assert unknowable - taken == set(), "these are refused now"


def test_it_is_refused_where_we_refuse_it(judged: Mapping[str, list[str]]) -> None:
    for slug, errors in judged.items():
        folder = GALLERY / slug
        answer = (folder / "answer.txt" if folder.is_dir() else GALLERY / f"{slug}.txt").read_text(encoding="utf-8")
        ours = {found[1].split(":")[0] for found in re.finditer(r"^\S+?:\d+:\d+: (.*)$", answer, re.MULTILINE)}
        for error in errors:
            if error not in ("no YAML", "$"):
                theirs = re.sub(r"\[(\d+)\]", lambda found: f".{int(found[1]) + 1}", error).removeprefix("$.")
                theirs = re.sub(r"\['(.*?)'\]", r".\1", theirs)
                # What stands behind an anchor is wrong once for us, and everywhere for others.
                spoken_of_yaml = "anchors" in slug or all(" " in path for path in ours)
                assert spoken_of_yaml or any(f"{path}.".startswith(f"{theirs}.") for path in ours), f"{slug}: {theirs}"


REFUSED = {
    "an unknown key": "activites: {}",
    "an unknown key below": "purpose: {rhythm: monthly}",
    "a phrase": "activities: {webinar-1: {when: thrid tuesday of november}}",
    "a month alone": "activities: {calls: {repeat: [octobr]}}",
    "a time": "activities: {webinar-1: {at: 25:00}}",
    "a duration": "activities: {webinar-1: {lasts: 90x}}",
    "a duration without its unit": "activities: {webinar-1: {lasts: 90}}",
    "a number for a day": "activities: {webinar-1: {when: 3}}",
    "a kind": "activities: {webinar-1: {kind: webinaire}}",
    "an empty activity": "activities: {webinar-1: }",
    "an activity as text": "activities: {webinar-1: third tuesday of november}",
    "a section as text": "purpose: To learn",
    "a reason left empty": "leave_out: {webinar-4: }",
    "a reserved name": "activities: {evidence: {when: 2026-09-29}}",
    "an item without its question": "surveys: {items: {one: {area: creating new knowledge}}}",
    "a member without a name": "membership: {members: [{email: a@example.org}]}",
    "an agenda without minutes": "activities: {orientation: {agenda: [Welcome: ]}}",
    "money with a sign": "places: {hall: {cost: $200}}",
    "a list for a text": "meetings: {rhythm: [weekly, monthly]}",
}


@pytest.mark.parametrize("written", REFUSED)
def test_a_slip_is_refused(written: str, problems_of: Callable[..., list[str]]) -> None:
    assert problems_of(MINIMAL + REFUSED[written])
    assert value_problems(as_editors_read(MINIMAL + REFUSED[written]))


@pytest.mark.parametrize("name", ["name", "year", "timezone"])
@pytest.mark.parametrize("empty", ["", '""', "~", None])
def test_what_is_required_has_to_be_written(name: str, empty: str | None) -> None:
    lines = [line for line in MINIMAL.splitlines(True) if not line.startswith(name)]
    assert value_problems(as_editors_read("".join(lines) + ("" if empty is None else f"{name}: {empty}\n")))


def test_the_readers_of_the_test_agree_with_ours_on_what_is_written() -> None:
    text = EXAMPLES[0].read_text(encoding="utf-8")
    tree = nodes.read_yaml(text.encode(), "community.yaml")
    assert tree is not None

    def as_text(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: as_text(below) for key, below in value.items()}
        if isinstance(value, list):
            return [as_text(below) for below in value]
        return str(value) if isinstance(value, int) else value

    assert set(as_text(as_editors_read(text))) == set(nodes.plain(tree))
