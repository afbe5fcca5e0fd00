"""Make the files of a release in dist/, and prove what is said of them: `make release`, in a clean checkout.

Each step is a function that returns the line it proved, or raises NotProved. What is needed is fetched once,
into a folder of wheels; from then on pip asks no index. Everything is tried outside of the checkout.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
import venv
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

Words = list[str | Path]

ROOT = Path(__file__).parent.parent
DIST = ROOT / "dist"
BIN = "Scripts" if os.name == "nt" else "bin"

# Where a tracked file stands in the wheel; what stands nowhere here is not in it.
IN_WHEEL = {"cop_plan/": "cop_plan/", "templates/": "cop_plan/templates/", "examples/": "cop_plan/examples/"}
GUIDES = re.compile(r"docs/(.*/)?(?!README\.md$)[^/]*\.md")
NEEDED_IN_WHEEL = (
    "locale/en/",
    "locale/fr/",
    "patterns/",
    "templates/",
    "examples/",
    "docs/",
    "_compiled/",
)

# Tests that take seconds and need only Python: whether all of them pass is for `make test` to say.
TESTS_OF_SDIST = ("test_architecture.py", "test_phrases.py", "test_examples.py", "test_requirements.py")

TODAY = "2027-06-10"
"""A day on which the example has records, and so a report."""


class NotProved(Exception):
    """Something that is said of a release is not so."""


def main() -> int:
    """Make the release; print each thing that was proved, and where its files lie."""
    began = time.monotonic()
    try:
        for line in release():
            sys.stdout.write(f"  {time.monotonic() - began:4.0f} s  {line}\n")
            sys.stdout.flush()
    except NotProved as problem:
        sys.stderr.write(f"no release: {problem}\n")
        return 1
    sys.stdout.write("\n" + "".join(f"{file.relative_to(ROOT)}  {size(file)}\n" for file in sorted(DIST.iterdir())))
    return 0


def release() -> Iterable[str]:
    """Make the release, and yield each line that was proved."""
    version = version_of(ROOT)
    yield same_version(version, (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), tags(ROOT))
    yield clean(git(ROOT, "status", "--porcelain"))
    DIST.mkdir(exist_ok=True)
    for old in DIST.iterdir():
        old.unlink()
    with tempfile.TemporaryDirectory(prefix="cop-plan-release-") as place:
        work = Path(place)
        wheels, tools = work / "wheels", work / "tools"
        yield download(wheels, tools)
        offline = no_index(wheels, tools)
        yield build_twice(work, offline)
        wheel, sdist = DIST / f"cop_plan-{version}-py3-none-any.whl", DIST / f"cop_plan-{version}.tar.gz"
        with_what = exact_versions(file.name for file in tools.iterdir())
        (DIST / f"cop_plan-{version}.build.txt").write_text(with_what, encoding="utf-8", newline="\n")
        tracked = git(ROOT, "ls-files").splitlines()
        yield sdist_holds(names_in_sdist(sdist), tracked)
        yield wheel_holds(zipfile.ZipFile(wheel).namelist(), tracked)
        run(sys.executable, "-m", "twine", "check", "--strict", wheel, sdist)
        yield "twine finds nothing wrong with either, warnings counted as errors"
        exact = environment(work / "from-wheel", offline, ["--require-hashes", "-r", ROOT / "requirements.txt"])
        yield "requirements.txt installs with --require-hashes and without an index"
        install(exact, offline, ["--no-deps", wheel])
        yield works(exact, work / "of-wheel", version, "the wheel")
        yield works(environment(work / "from-sdist", offline, [sdist]), work / "of-sdist", version, "the sdist")
        yield sdist_runs_its_tests(sdist, work / "unpacked")
        yield bill_of_materials(exact, DIST / f"cop_plan-{version}.cdx.json", work)
    yield write_digests()


# What can be said without building.


def version_of(root: Path) -> str:
    """Return the version that the program says it is."""
    found = re.search(r'^__version__ = "(.*)"$', (root / "cop_plan/base/version.py").read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise NotProved("cop_plan/base/version.py names no version")
    return found[1]


def same_version(version: str, changelog: str, names: Collection[str]) -> str:
    """Prove that the newest entry of the changelog, and a tag if there is one, are of this version."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise NotProved(f"{version} is no version of a release")
    before, headed, after = re.split(r"^## (?!Unreleased)(.*)", f"{changelog}\n## none", maxsplit=1, flags=re.MULTILINE)
    if not re.fullmatch(rf"{re.escape(version)} – \d{{4}}-\d\d-\d\d", headed):
        raise NotProved(f"the newest entry of CHANGELOG.md is {headed}, the program is {version}")
    if before.partition("## Unreleased")[2].strip():
        raise NotProved(f"CHANGELOG.md has changes under Unreleased that belong to {version}")
    if not after.partition("\n## ")[0].strip():
        raise NotProved(f"CHANGELOG.md says nothing of {version}")
    versions = [name for name in names if re.match(r"v?\d", name)]
    if versions not in ([], [f"v{version}"]):
        raise NotProved(f"the commit is tagged {', '.join(versions)}, the program is {version}")
    tagged = f"tag {versions[0]}" if versions else "no tag yet"
    return f"version {version} in the program and as the newest in the changelog; {tagged}"


def tags(root: Path) -> list[str]:
    """Return the tags of the commit."""
    return git(root, "tag", "--points-at", "HEAD").splitlines()


def clean(status: str) -> str:
    """Prove that nothing is in the checkout but what is committed."""
    if status.strip():
        raise NotProved(f"the checkout has changes that are not committed:\n{status.rstrip()}")
    return "the checkout is as it is committed"


# Building.


def download(wheels: Path, tools: Path) -> str:
    """Fetch once whatever the environments need, and apart from it what builds: two folders of wheels."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--dest"]
    run(*pip, wheels, "--require-hashes", "-r", ROOT / "requirements.txt")
    run(*pip, tools, *project["build-system"]["requires"])
    files = sorted((*wheels.iterdir(), *tools.iterdir()))
    if others := [file.name for file in files if file.suffix != ".whl"]:
        raise NotProved(f"there is no wheel of {', '.join(others)}")
    return f"{len(files)} wheels of other projects fetched, {sum(file.stat().st_size for file in files) / 1e6:.0f} MB"


def exact_versions(wheels: Iterable[str]) -> str:
    """Return a line for each of these wheels with its name and version, as pip takes constraints."""
    return "".join(sorted("{}=={}\n".format(*name.split("-")[:2]) for name in wheels))


def no_index(*folders: Path) -> dict[str, str]:
    """Return an environment in which pip finds the wheels of these folders and nothing else."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "UV_"))}
    return kept | {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": " ".join(map(str, folders)),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "SOURCE_DATE_EPOCH": git(ROOT, "log", "-1", "--format=%ct").strip(),
    }


def build_twice(work: Path, offline: Mapping[str, str]) -> str:
    """Build sdist and wheel in two clones that differ in whatever should not matter, and keep those of the first."""
    folders = [work / "one", work / "two" / "a longer name"]
    for folder, seed, zone, umask in zip(folders, ("1", "2"), ("UTC0", "Asia/Kathmandu"), (0o022, 0o077), strict=True):
        run("git", "clone", "--quiet", ROOT, folder / "source", umask=umask)
        settings = {**offline, "PYTHONHASHSEED": seed, "TZ": zone}
        build: Words = [sys.executable, "-m", "build", folder / "source", "--outdir"]
        run(*build, folder / "built", env=settings, umask=umask)
        run(*build, folder / "without-sdist", "--wheel", env=settings, umask=umask)
    one, two = (digests(folder / "built") for folder in folders)
    same_bytes(one, two, "built twice")
    for folder in folders:
        same_bytes(digests(folder / "without-sdist"), one, "built without the sdist")
    for file in (folders[0] / "built").iterdir():
        (DIST / file.name).write_bytes(file.read_bytes())
    return "the same bytes in two folders, umasks, time zones and hash seeds, and of the wheel also without the sdist"


def same_bytes(one: Mapping[str, str], other: Mapping[str, str], how: str) -> None:
    """Refuse files of one that the other has not, or has otherwise."""
    if differ := sorted(name for name, digest in one.items() if other.get(name) != digest):
        raise NotProved(f"{', '.join(differ)} differs when {how}")


# What is inside.


def names_in_sdist(sdist: Path) -> list[str]:
    """Return the names of files, without the folder that they are in."""
    with tarfile.open(sdist) as whole:
        return [member.name.partition("/")[2] for member in whole.getmembers() if member.isfile()]


def sdist_holds(names: Collection[str], tracked: Collection[str]) -> str:
    """Prove that the sdist is what git tracks: its tests run, and nothing private of a checkout is in it."""
    differ({*names} - {"PKG-INFO"}, {*tracked}, "the sdist")
    return f"the sdist is the {len(tracked)} files that git tracks, and nothing else"


def wheel_holds(names: Collection[str], tracked: Iterable[str]) -> str:
    """Prove that the wheel has the package with its data, a module for each template, the guides, and nothing else."""
    expected = {f"cop_plan/{name}" for name in tracked if GUIDES.fullmatch(name)}
    for name in tracked:
        expected |= {inside + name.removeprefix(top) for top, inside in IN_WHEEL.items() if name.startswith(top)}
        if name.startswith("templates/") and name.endswith(".j2"):
            module = re.sub(r"\W", "_", name.removeprefix("templates/"), flags=re.ASCII)
            expected.add(f"cop_plan/_compiled/{module}.py")
    differ({name for name in names if ".dist-info/" not in name}, expected, "the wheel")
    for part in NEEDED_IN_WHEEL:
        if not any(name.startswith(f"cop_plan/{part}") for name in names):
            raise NotProved(f"the wheel has no cop_plan/{part}")
    return f"the wheel has program, patterns, languages, templates, examples and guides: {len(names)} files, no test"


def differ(found: Collection[str], expected: Collection[str], where: str) -> None:
    """Refuse names that are too many or too few."""
    for names, what in (({*found} - {*expected}, "has"), ({*expected} - {*found}, "lacks")):
        if names:
            some = sorted(names)
            more = f" and {len(some) - 5} more" if some[5:] else ""
            raise NotProved(f"{where} {what} {', '.join(some[:5])}{more}")


# Whether it works.


def environment(folder: Path, offline: Mapping[str, str], words: Sequence[str | Path]) -> Path:
    """Make an empty environment, install into it, and return its folder of programs."""
    venv.create(folder)
    programs = folder / BIN
    install(programs, offline, words)
    return programs


def install(programs: Path, offline: Mapping[str, str], words: Sequence[str | Path]) -> None:
    """Install into an environment with the pip that runs here, so that it has no pip of its own."""
    pip: Words = [sys.executable, "-m", "pip", "--python", programs / "python"]
    run(*pip, "install", "--quiet", *words, env=offline, cwd=programs)


def works(programs: Path, folder: Path, version: str, what: str) -> str:
    """Prove that the program does its work in an environment, on a definition of its own and on an example."""
    run(sys.executable, "-m", "pip", "--python", programs / "python", "check")
    folder.mkdir()
    where = "import cop_plan, pathlib; print(pathlib.Path(cop_plan.__file__).parent)"
    package = Path(program(programs / "python", "-c", where, folder=folder).strip())
    if not package.is_relative_to(programs.parent):
        raise NotProved(f"{what} is not what runs: {package}")
    example = folder / "literacy-for-all"
    for file in (package / "examples" / "literacy-for-all").rglob("*"):
        if file.is_file():
            target = example / file.relative_to(package / "examples" / "literacy-for-all")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    said = program(programs / "cop-plan", "--version", folder=folder)
    if said != f"cop-plan {version}\n":
        raise NotProved(f"{what} says that it is {said.strip()}")
    commands = (
        "init --defaults --name Readers --year 2026-2027 --timezone America/Edmonton own.yaml",
        f"check own.yaml --today {TODAY}",
        f"schedule own.yaml --today {TODAY}",
        *(
            f"{name} literacy-for-all/community.yaml --today {TODAY}"
            for name in ("kit", "schedule", "hours", "report", "doctor")  # the pages link to what lies in the kit
        ),
    )
    for command in commands:
        program(programs / "cop-plan", *command.split(), folder=folder)
    made = ("plan/plan.html", "kit/index.html", "hours/hours.csv", "report/report.html")
    if missing := [name for name in made if not (example / name).exists()]:
        raise NotProved(f"{what} made no {', '.join(missing)}")
    names = ", ".join(dict.fromkeys(command.split()[0] for command in commands))
    return f"{what}, in an empty environment without an index and outside of the checkout: --version, {names}"


def program(*words: str | Path, folder: Path) -> str:
    """Run a program without what this process has in its environment for Python, and return what it prints."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COP_PLAN"))}
    return run(*words, cwd=folder, env=kept | {"XDG_CACHE_HOME": str(folder / "cache")})


def sdist_runs_its_tests(sdist: Path, folder: Path) -> str:
    """Prove that from the sdist all tests can be read, and that some of each kind pass."""
    with tarfile.open(sdist) as whole:
        whole.extractall(folder, filter="data")
    (source,) = folder.iterdir()
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={folder.with_name('tests')}"]
    settings = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    there = last_line(run(*pytest, "--collect-only", cwd=source, env=settings))
    passed = last_line(run(*pytest, *(f"tests/{name}" for name in TESTS_OF_SDIST), cwd=source, env=settings))
    return f"from the sdist pytest reads all tests, {there}; of four files of them {passed}"


def last_line(text: str) -> str:
    """Return the last line of what pytest says, without how long it took."""
    return re.sub(r" in [\d.]+s.*", "", text.rstrip().splitlines()[-1].strip("= "))


# What goes with it.


def bill_of_materials(programs: Path, file: Path, work: Path) -> str:
    """Write what is installed with the program as CycloneDX JSON, which is valid and the same each time."""
    version = version_of(ROOT)
    project = work / "pyproject.toml"  # with the version, which stands in the program
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project.write_text(re.sub("^dynamic = .*", f'version = "{version}"', text, flags=re.MULTILINE), encoding="utf-8")
    settings = {**os.environ, "SOURCE_DATE_EPOCH": git(ROOT, "log", "-1", "--format=%ct").strip()}
    again = work / "again.cdx.json"
    of_what: Words = [programs / "python", "--pyproject", project, "--mc-type", "application"]
    for name in (file, again):
        cyclonedx: Words = [sys.executable, "-m", "cyclonedx_py", "environment", *of_what, "--output-reproducible"]
        run(*cyclonedx, "--validate", "--of", "JSON", "-o", name, env=settings)
    same_bytes({file.name: digest(file)}, {file.name: digest(again)}, "made twice")
    return names_all(json.loads(file.read_text(encoding="utf-8")), installed(programs), version)


def names_all(bill: Mapping[str, Any], libraries: Mapping[str, str], version: str) -> str:
    """Prove that a bill names the program and each library in its version, and no path of the machine."""
    whole = bill["metadata"]["component"]
    if (whole["name"], whole.get("version")) != ("cop-plan", version):
        raise NotProved(f"the bill of materials is of {whole['name']} {whole.get('version', 'without a version')}")
    named = {plain(one["name"]): one["version"] for one in bill["components"]}
    if wrong := sorted(name for name in {*named, *libraries} if named.get(name) != libraries.get(name)):
        raise NotProved(f"the bill of materials and what is installed differ in {', '.join(wrong)}")
    if "serialNumber" in bill or "file:" in json.dumps(bill):
        raise NotProved("the bill of materials has a serial number, or a path of this machine")
    return f"the bill of materials is valid CycloneDX {bill['specVersion']}, twice the same, of {len(named)} libraries"


def installed(programs: Path) -> dict[str, str]:
    """Return the version of each library in an environment, without that of the program."""
    pip: Words = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        programs / "python",
        "--disable-pip-version-check",
    ]
    found = json.loads(run(*pip, "list", "--format", "json"))
    return {plain(one["name"]): one["version"] for one in found if one["name"] not in ("cop-plan", "cop_plan")}


def plain(name: str) -> str:
    """Return the name of a project as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def write_digests() -> str:
    """Write the digests of all files, as `sha256sum --check` reads them."""
    found = digests(DIST)
    lines = "".join(f"{value}  {name}\n" for name, value in sorted(found.items()))
    (DIST / "SHA256SUMS").write_text(lines, encoding="utf-8", newline="\n")
    return f"dist/SHA256SUMS has the digests of {len(found)} files"


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of each file of a folder by its name."""
    return {file.name: digest(file) for file in folder.iterdir()}


def digest(file: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def size(file: Path) -> str:
    """Return the size of a file for a reader."""
    return f"{file.stat().st_size:,} bytes"


def git(root: Path, *words: str) -> str:
    """Run git in a checkout, and return what it prints."""
    return run("git", "-C", root, *words)


def run(*words: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None, umask: int = -1) -> str:
    """Run a command, and return what it prints. Raises NotProved with what it said, if it fails."""
    done = subprocess.run(  # noqa: S603  # our own commands
        [*map(str, words)], env=env, cwd=cwd, umask=umask, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise NotProved(f"{' '.join(map(str, words))}\nended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
