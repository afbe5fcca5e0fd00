"""Whatever a file holds, a command ends with a documented exit code, without a traceback, and soon."""

import random
from pathlib import Path

import pytest

import export_mutations
import fuzzing

pytestmark = pytest.mark.slow

SHARE = 25


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Divide the inputs into shares that run beside each other; `--fuzz-replay` names a single one."""
    if "share" not in metafunc.fixturenames:
        return
    replay = metafunc.config.getoption("--fuzz-replay")
    if replay:
        seed, family, number = replay.split(":")
        shares = [(family, int(seed), range(int(number), int(number) + 1))]
    else:
        seed, wanted = metafunc.config.getoption("--fuzz-seed"), metafunc.config.getoption("--fuzz")
        shares = [
            (family, int(seed), range(first, min(first + SHARE, of)))
            for family, (_, share) in fuzzing.FAMILIES.items()
            for of in [max(1, wanted * share // 100)]
            for first in range(0, of, SHARE)
        ]
    ids = [f"{family}-{seed}-{numbers[0]}" for family, seed, numbers in shares]
    metafunc.parametrize("share", shares, ids=ids)


def test_no_input_makes_a_command_fall_over(
    share: tuple[str, int, range], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    family, seed, numbers = share
    found = list(fuzzing.faults(family, seed, numbers, tmp_path / "here"))
    told = [f"--fuzz-replay {one.name}  cop-plan {' '.join(one.words)[:200]}\n{one.said}" for one in found]
    assert not found, "\n\n".join(told)


def test_a_changed_export_is_read_or_refused_with_its_place_soon_and_in_little_memory(
    request: pytest.FixtureRequest,
) -> None:
    told = export_mutations.share(int(request.config.getoption("--fuzz-seed")), 0, 300)
    assert not told.faults
    assert told.read > 50
    assert told.refused > 50


def test_an_input_is_the_same_each_time(tmp_path: Path) -> None:
    for family, (made, _) in fuzzing.FAMILIES.items():
        if made is not fuzzing.Written:
            first, second = (made(random.Random(f"1 {family} 5")) for _ in range(2))  # type: ignore[arg-type]
            assert first == second, family


@pytest.mark.parametrize(
    ("code", "err", "fault"),
    [
        (5, b"gone", "exit code 5\ngone"),
        (130, b"stopped", "exit code 130\nstopped"),
        (1, b"\n", "exit code 1 without a word"),
        (0, b"Traceback (most recent call last):", "a traceback was printed\nTraceback (most recent call last):"),
        (1, b"community.yaml:1:1: wrong", None),
        (0, b"", None),
    ],
)
def test_an_end_that_is_not_documented_is_a_fault(code: int, err: bytes, fault: str | None) -> None:
    assert fuzzing.wrong_end(code, b"", err) == fault


def test_input_that_ends_before_the_questions_interrupts_what_asks() -> None:
    assert fuzzing.wrong_end(130, b"", b"the input ended", asks=True) is None
    assert fuzzing.wrong_end(130, b"", b"the input ended") == "exit code 130\nthe input ended"


def test_a_command_that_does_not_end_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzzing, "SECONDS", 0.001)
    fuzzing.put(tmp_path / "here", fuzzing.EXAMPLES["literacy-for-all"])
    assert (fuzzing.run(("check", "community.yaml"), tmp_path / "here").fault or "").startswith("Hung\n")
