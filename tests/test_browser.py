"""The judges of the pages are awake: each lets a good page pass, and sees what is wrong in a bad one."""

from pathlib import Path

import pytest

from browser import Diagrams, Mistakes, Visiting

GOOD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A year</title></head>
<body><main><h1>A year</h1><p>It begins in April.</p></main></body></html>
"""

GANTT = """gantt
    title A year
    dateFormat YYYY-MM-DD
    section Learn
    Webinar 1 :milestone, webinar-1, 2026-11-17, 0d
    Guide :guide, 2026-11-10, 1d
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "page.html"


def test_a_good_page_passes(written: Path, visit: Visiting, mistakes: Mistakes) -> None:
    written.write_text(GOOD, encoding="utf-8")
    with visit(written) as visited:
        for media in ("screen", "print"):
            visited.look(width=320, scheme="dark", media=media)
            assert (visited.barriers(), visited.overflow) == ([], 0)
    assert mistakes([written]) == []


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param("<script>console.log('hello')</script>", id="words on the console"),
        pytest.param("<script>nothing.at.all()</script>", id="an error"),
        pytest.param("<script>alert('hello')</script>", id="a dialog"),
        pytest.param("<script>window.open('about:blank').eval('console.log(1)')</script>", id="a page of its own"),
        pytest.param('<img alt="" src="missing.png">', id="a file beside it"),
        pytest.param('<img alt="" src="http://127.0.0.1:9/x.png">', id="a picture from elsewhere"),
    ],
)
def test_a_page_is_not_let_pass_with(bad: str, written: Path, visit: Visiting) -> None:
    written.write_text(GOOD.replace("<main>", f"<main>{bad}"), encoding="utf-8")
    with pytest.raises(AssertionError), visit(written) as visited:
        visited.page.wait_for_load_state("load")


def test_barriers_and_overflow_are_seen(written: Path, visit: Visiting) -> None:
    bad = '<p style="color: #999; width: 400px">Pale and wide</p><img src="data:,">'
    written.write_text(GOOD.replace("<main>", f"<main>{bad}"), encoding="utf-8")
    with visit(written) as visited:
        visited.look(width=320)
        assert visited.overflow >= 80
        assert sorted(barrier.partition(":")[0] for barrier in visited.barriers()) == ["color-contrast", "image-alt"]


def test_the_validator_names_file_and_line(written: Path, mistakes: Mistakes) -> None:
    written.write_text(GOOD.replace("<p>", "<dl></p>"), encoding="utf-8")
    assert [mistake for mistake in mistakes([written]) if f"{written.name}:3: " in mistake]


def test_mermaid_draws_a_gantt(mermaid: Diagrams) -> None:
    assert "Webinar 1" in mermaid.drawn(GANTT)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        pytest.param("Webinar 1 :milestone,", "Webinar 1 milestone", id="a task without a colon"),
        pytest.param("2026-11-17", "the 17th", id="a date that is none"),
        pytest.param("gantt\n", "gant\n", id="a diagram of no kind"),
    ],
)
def test_mermaid_refuses_a_broken_gantt(right: str, wrong: str, mermaid: Diagrams) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        mermaid.drawn(GANTT.replace(right, wrong))
    assert "Webinar 1" in mermaid.drawn(GANTT)


def test_what_looks_at_a_page_is_marked_so_that_it_can_be_left_out(
    request: pytest.FixtureRequest, visit: Visiting
) -> None:
    assert request.node.get_closest_marker("browser")
    assert not request.node.get_closest_marker("java")
