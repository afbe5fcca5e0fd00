"""A community's folder as one value: the work on it elsewhere comes to what it comes to beside the folder."""

import pickle
import shutil
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from conftest import MINIMAL, ROOT, TODAY, Ran
from cop_plan.app import bundle, kept_summary, schedule
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject

Run = Callable[..., Ran]
ORDER = schedule.ScheduleRequest(datetime.fromisoformat(TODAY).replace(tzinfo=UTC))


def made(definition: Path) -> tuple[str, schedule.MadeYear]:
    """Return how the definition is named to people, and its year."""
    done, year = schedule.make(CommunityProject(definition), ORDER)
    return done.project.shown_as, year


def laid_out(_: object) -> list[str]:
    """Return the files that lie in the current folder of the work and below it."""
    return sorted(path.as_posix() for path in Path().rglob("*") if path.is_file())


def sent(definition: Path, out: Path | None = None) -> bytes:
    return bundle.pack(definition, bundle.of_year(definition, out))


def elsewhere(folder: Path, work: Callable[..., object], packed: bytes) -> bytes:
    """Do the work where the folder is not."""
    hidden = folder.rename(folder.with_name("hidden"))
    within = folder.with_name("worker")
    within.mkdir(exist_ok=True)
    returned = bundle.run(work, packed, within)
    assert not list(within.iterdir())
    assert str(within).encode() not in zlib.decompress(returned)
    hidden.rename(folder)
    return returned


@pytest.fixture
def communities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of communities, from which the person works."""
    folder = tmp_path / "communities"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def written(path: str, text: str) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


EXAMPLES = sorted(one.parent.relative_to(ROOT / "examples").as_posix() for one in ROOT.glob("examples/**/*.yaml"))


@pytest.mark.parametrize("name", dict.fromkeys(EXAMPLES))
def test_a_year_made_elsewhere_is_the_year_made_here(name: str, communities: Path, run: Run) -> None:
    top = name.partition("/")[0]
    shipped = ROOT / "examples" / top
    for path in (one for one in shipped.rglob("*") if one.is_file()):
        target = Path(top, path.relative_to(shipped))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    for definition in sorted(Path(name).glob("*.yaml")):
        if "\nname:" not in "\n" + definition.read_text(encoding="utf-8"):
            continue
        returned = bundle.opened(elsewhere(communities, made, sent(definition)))
        returned.refuse_changed()  # all that was read was sent at once
        _, year = returned.value
        assert run("schedule", definition, "--today", TODAY, cwd=communities).code == 0
        assert {path.name: path.read_bytes() for path in year.folder.iterdir()} == year.new


@pytest.mark.parametrize("name", ["literacy-for-all", "lire-a-sept", "college-readers"])
def test_what_a_portfolio_shows_of_a_community_is_the_same_made_elsewhere(name: str, communities: Path) -> None:
    shutil.copytree(ROOT / "examples" / name, name)
    job = kept_summary.SummaryJob(Path(name, "community.yaml"), date(2027, 1, 15))
    returned = bundle.opened(elsewhere(communities, kept_summary.make, bundle.pack(job, bundle.of_summary(job.file))))
    returned.refuse_changed()  # all that was read was sent at once
    assert returned.value == kept_summary.make(job)
    assert returned.value[0].summary.members


def test_done_twice_it_comes_to_the_same(communities: Path) -> None:
    packed = sent(written("readers/community.yaml", MINIMAL))
    assert elsewhere(communities, made, packed) == elsewhere(communities, made, packed)


@pytest.mark.parametrize(
    "named",
    ["readers/community.yaml", "{here}/readers/community.yaml", "../communities/readers/community.yaml"],
    ids=["relative", "absolute", "upwards"],
)
def test_paths_are_those_that_the_person_named(named: str, communities: Path) -> None:
    written("readers/community.yaml", MINIMAL)
    definition = Path(named.format(here=communities))
    shown, year = bundle.opened(elsewhere(communities, made, sent(definition))).value
    assert (shown, year.folder) == (str(definition), definition.parent / "plan")
    read = {str(Path(path).resolve()) for path in year.made_of.read}
    assert str(communities / "readers" / "community.yaml") in read


def test_what_a_definition_names_beside_it_and_above_it_is_sent_and_nothing_else(communities: Path) -> None:
    definition = written(
        "readers/community.yaml",
        MINIMAL + "pattern: ../shared/ours.yaml\n"
        "membership: {members: members.csv, schools: ../shared/schools.csv}\n"
        "records: {attendance: records/attendance/, progress: done.csv}\n"
        "notes: [.secret.csv, ../keys.pem, ../shared]\n",
    )
    for file in (
        *("readers/members.csv", "readers/done.csv", "readers/.secret.csv", "keys.pem", "readers/other.csv"),
        *("readers/records/attendance/webinar-1.csv", "shared/schools.csv", "shared/other.csv"),
        *("readers/plan/cop-plan.lock", "readers/plan/plan.md", "readers/plan/draft.md", "readers/.git/config"),
    ):
        written(file, "")
    written("shared/ours.yaml", "activities: {x: {readings: [reading.ics]}}\n")
    written("shared/reading.ics", "")
    assert bundle.opened(elsewhere(communities, laid_out, sent(definition))).value == [
        *("readers/community.yaml", "readers/done.csv", "readers/members.csv"),
        *("readers/plan/cop-plan.lock", "readers/plan/plan.md"),
        *("shared/ours.yaml", "shared/reading.ics", "shared/schools.csv"),
    ]


def test_what_members_said_is_not_sent(communities: Path) -> None:
    definition = written(
        "readers/community.yaml",
        MINIMAL + "records: {attendance: {webinar-1: came.csv}, surveys: {final: said.csv}, notes: notes/}\n"
        "surveys: {final: other.csv}\n",
    )
    for file in ("came.csv", "said.csv", "other.csv", "notes/webinar-1.md", "report/report.json"):
        written(f"readers/{file}", "")
    assert bundle.opened(
        elsewhere(communities, laid_out, bundle.pack(definition, bundle.of_summary(definition)))
    ).value == ["readers/came.csv", "readers/community.yaml"]
    assert bundle.opened(elsewhere(communities, laid_out, sent(definition))).value == ["readers/community.yaml"]


def test_of_a_link_what_lies_behind_it_is_sent(communities: Path) -> None:
    definition = written("readers/community.yaml", MINIMAL + "membership: {schools: schools.csv}\n")
    written("elsewhere/schools.csv", "school\nElm Street School\n")
    Path("readers/schools.csv").symlink_to(communities / "elsewhere" / "schools.csv")
    returned = bundle.opened(elsewhere(communities, made, sent(definition)))
    returned.refuse_changed()


@pytest.mark.parametrize("changed", ["readers/community.yaml", "readers/schools.csv", "readers/plan/plan.md"])
def test_what_changed_meanwhile_is_told(changed: str, communities: Path) -> None:
    definition = written("readers/community.yaml", MINIMAL + "membership: {schools: schools.csv}\n")
    written("readers/schools.csv", "school\nElm Street School\n")
    returned = bundle.opened(elsewhere(communities, made, sent(definition)))
    returned.refuse_changed()
    written(changed, MINIMAL + "# a line more\n")
    with pytest.raises(bundle.ChangedMeanwhile) as told:
        returned.refuse_changed()
    assert [path.resolve() for path in told.value.paths] == [communities / changed]


def test_what_was_made_of_other_files_is_not_written(communities: Path) -> None:
    definition = written("readers/community.yaml", MINIMAL)
    returned = bundle.opened(elsewhere(communities, made, sent(definition)))
    written("readers/community.yaml", MINIMAL + "region: CA-AB\n")
    with pytest.raises(bundle.ChangedMeanwhile):
        schedule.put(returned.value[1], definition, ProjectOptions(), ORDER, returned.refuse_changed)
    assert not Path("readers/plan").exists()


def with_outputs_behind_a_link(folder: Path) -> None:
    (folder.parent / "outputs").mkdir()
    (folder / "plan").symlink_to(folder.parent / "outputs")


def with_a_large_file(folder: Path) -> None:
    with (folder / "schools.csv").open("wb") as file:
        file.truncate(bundle.MAX_BYTES + 1)


def with_a_link_to_nothing(folder: Path) -> None:
    (folder / "plan").mkdir()
    (folder / "plan" / "plan.md").symlink_to("nowhere")


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        (with_outputs_behind_a_link, "the way to readers/plan leads over links"),
        (with_a_large_file, "what it reads is more than 50 MB"),
        (with_a_link_to_nothing, "readers/plan/plan.md: this link leads to nothing"),
    ],
)
def test_what_cannot_be_sent_is_told(prepare: Callable[[Path], None], why: str, communities: Path) -> None:
    definition = written("readers/community.yaml", MINIMAL + "membership: {schools: schools.csv}\n")
    prepare(communities / "readers")
    with pytest.raises(bundle.Unsendable) as told:
        sent(definition)
    assert told.value.why == why


def test_another_version_does_not_do_the_work(tmp_path: Path) -> None:
    others = {**bundle.versions(), "cop-plan": "0.9.0"}
    with pytest.raises(bundle.OtherVersions):
        bundle.run(laid_out, zlib.compress(pickle.dumps(others)), tmp_path)
