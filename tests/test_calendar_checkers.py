"""What other programs' checks find in our calendars: nothing; and that they would find something."""

from pathlib import Path

import pytest

import calendar_checkers
import communities
from conftest import ROOT
from cop_plan import plan, render
from cop_plan.app import shipped
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.plan import calendars
from cop_plan.schedule import history

EXAMPLES = sorted((ROOT / "examples").glob("*/community.yaml"))
FORMATS = ("ics", "sessions", "todos")

# A PUBLISH without an ORGANIZER, and a property's name with signs that none has.
WRONG = {"libical": b"METHOD:PUBLISH", "sabre": b"X_OF_OURS:1"}


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda path: path.parent.name)
def year(request: pytest.FixtureRequest) -> render.Year:
    """Return an example in which every session reminds."""
    path: Path = request.param
    text = path.read_bytes() + b"reminder: 1 day\n"
    dated = CommunityProject(path, ProjectOptions(content=text)).timeline
    return render.Year(dated, history.publish(dated, None, communities.FIRST_DAY), shipped.language("en-CA"))


def test_no_program_says_anything_against_the_calendars_of_an_example(year: render.Year) -> None:
    pages = plan.pages(year, FORMATS, shipped.templates())
    assert len(pages) == 4
    assert b"VALARM" in pages["sessions.ics"]
    assert calendar_checkers.complaints(pages) == []


def test_no_program_says_anything_against_a_session_by_itself(year: render.Year) -> None:
    made = calendars.alone(year, year.published, shipped.templates())
    assert calendar_checkers.complaints({f"{name}.ics": text.encode() for name, text in made.items()}) == []


@pytest.mark.parametrize("name", WRONG)
def test_a_program_that_is_here_says_what_is_wrong(name: str) -> None:
    if calendar_checkers.CHECKERS[name]() is None:
        pytest.skip(f"{name} is not here: tests/needs.sh installs it on Debian")
    pages = communities.make((ROOT / "examples/small-start/community.yaml").read_text(encoding="utf-8")).pages
    assert calendar_checkers.complaints({"team.ics": pages["team.ics"].replace(b"CALSCALE:GREGORIAN", WRONG[name])})
