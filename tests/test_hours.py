"""The hours of the sessions are the same wherever they are told, and those of members alone."""

import csv
import html
import io
import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from conftest import MINIMAL, ROOT, TODAY, Ran, Write
from cop_plan.app.project import CommunityProject

Run = Callable[..., Ran]
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/community.yaml"))
LETTERS = ("invitation", "letter-of-agreement", "principal-brief")
SESSIONS = ("gathering", "webinar", "online-meeting", "visit")


def plain(text: str) -> str:
    """Return a text as it is read: without marks, with plain spaces."""
    return " ".join(re.sub(r"<[^>]*>|\*", "", html.unescape(text)).replace("\u00a0", " ").split())


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_output_of_an_example_tells_the_same_hours(name: str, run: Run, tmp_path: Path) -> None:
    definition, plan, kit = ROOT / "examples" / name / "community.yaml", tmp_path / "plan", tmp_path / "kit"
    shown = run("schedule", definition, "--out", plan, "--today", TODAY)
    minutes = json.loads(run("schedule", definition, "--out", plan, "--today", TODAY, "--json").out)["scheduled"][0][
        "minutes"
    ]
    assert run("kit", definition, "--out", kit, "--format", "md", "--today", TODAY).code == 0
    project = CommunityProject(definition)
    w = project.language
    mandatory, optional = (plain(w.duration(minutes[key])) for key in ("mandatory", "optional"))

    told = plain(w("plan.hours", mandatory=mandatory, optional=optional))
    for text in (shown.out, *((plan / page).read_text(encoding="utf-8") for page in ("plan.md", "plan.html"))):
        assert told in plain(text)

    # Who joins late is asked to fewer.
    first = next(one for one in project.timeline.sessions if one.is_attended)
    late = [one.name for one in project.community.membership.members if one.joined and one.joined > first.day]
    papers = {path: plain(path.read_text(encoding="utf-8")) for name in LETTERS for path in (kit / name).rglob("*.md")}
    papers[kit / "charter.md"] = plain((kit / "charter.md").read_text(encoding="utf-8"))
    letters = {path: text for path, text in papers.items() if not any(name in text for name in late)}
    assert {path.relative_to(kit).parts[0].removesuffix(".md") for path in letters} == {"charter", *LETTERS}
    for path, text in letters.items():
        assert mandatory in text, path
        assert path.stem == "charter" or optional in text, path

    rows = list(csv.reader(io.StringIO((kit / "mail-merge.csv").read_text(encoding="utf-8-sig"))))[1:]
    assert {plain(row[-2]) for row in rows if row[0] not in late} <= {mandatory}
    assert bool(rows) == bool(project.community.membership.members)


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name != "small-start"])
def test_the_hours_are_those_of_the_sessions_of_members_in_the_data(name: str, run: Run, tmp_path: Path) -> None:
    definition = ROOT / "examples" / name / "community.yaml"
    done = run("schedule", definition, "--out", tmp_path / "plan", "--today", TODAY, "--json")
    entries = json.loads((tmp_path / "plan" / "timeline.json").read_text(encoding="utf-8"))["entries"]
    summed = {"mandatory": 0.0, "optional": 0.0}
    for one in entries:
        if one["kind"] in SESSIONS and "participants" in one["audience"] and one["status"] != "cancelled":
            lasts = datetime.fromisoformat(one["end"]) - datetime.fromisoformat(one["start"])
            summed[one["attendance"]] += lasts.total_seconds() / 60
    assert {key: json.loads(done.out)["scheduled"][0]["minutes"][key] for key in summed} == summed


MEETINGS = "  meet: {kind: gathering, when: 2026-09-29, lasts: 6 hours%s}\n"


@pytest.mark.parametrize(
    ("activities", "said"),
    [
        (MEETINGS % ", at: 9:00", "members to come to: 6 hours; optional: 0 hours. In school time: 6 hours of these."),
        (MEETINGS % ", at: 13:30", "In school time: 2 hours of these."),
        (MEETINGS % ", at: 16:00", "None of these hours is in school time."),
        (MEETINGS % "", "optional: 0 hours. 1 session has no hour yet."),
        (
            MEETINGS % ", at: 9:00" + "  call: {kind: webinar, when: 2026-10-06}\n",
            "In school time: 6 hours of these. 1 session has no hour yet.",
        ),
        (
            MEETINGS % ", at: 16:00" + "  team: {kind: online-meeting, when: 2026-10-06, at: 9:00, audience: team}\n",
            "come to: 6 hours; optional: 0 hours. None of these hours is in school time.",
        ),
    ],
    ids=["in school time", "partly", "after school", "no hour", "one without an hour", "a call of the team"],
)
def test_the_plan_says_what_is_known_of_school_time(activities: str, said: str, run: Run, write: Write) -> None:
    write(MINIMAL + "pattern: bare.yaml\nactivities:\n" + activities, {"bare.yaml": "title: Bare\n"})
    assert said in plain(run("schedule", "--today", TODAY).out)
