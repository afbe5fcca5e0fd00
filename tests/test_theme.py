"""A theme's own templates lie over ours, in a sandbox, and what is wrong in one is told at its line."""

import base64
import re
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from conftest import MINIMAL, ROOT, TODAY, Ran, Write
from cop_plan import render
from cop_plan.app import bundle, kit, next_year, schedule, unchanged
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject, moment_of
from cop_plan.base import errors, files
from cop_plan.render.sandbox import MAX_BLOCKS, MAX_BRANCHES, MAX_LOOPS, MAX_PARTS, MAX_STEPS, Sandbox
from cop_plan.render.theme import MAX_ASSET_BYTES, Theme, source_digest

Run = Callable[..., Ran]
EXAMPLE = ROOT / "docs" / "theme"
GUIDE = ROOT / "docs" / "your-own-templates.md"
EXTENDING = '{% extends "cop-plan/plan.html.j2" %}\n{% block letterhead %}\n@@\n{% endblock %}\n'
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def theme(tmp_path: Path) -> Callable[..., Path]:
    """Write the files of a theme into a folder; `letterhead` is what its page has in that block, from line 3."""

    def theme(letterhead: str | None = None, **beside: str | bytes) -> Path:
        folder = tmp_path / "theme"
        folder.mkdir(exist_ok=True)
        if letterhead is not None:
            beside["plan.html.j2"] = EXTENDING.replace("@@", letterhead)
        for name, content in beside.items():
            data = content if isinstance(content, bytes) else content.encode()
            (folder / name).write_bytes(data)
        return folder

    return theme


@pytest.fixture
def answer(run: Run, write: Write, theme: Callable[..., Path]) -> Callable[..., list[str]]:
    """Return what a run with a theme says when it stops, without the last lines, which count."""

    def answer(letterhead: str | None = None, definition: str = MINIMAL, **beside: str | bytes) -> list[str]:
        theme(letterhead, **beside)
        write(definition)
        done = run("schedule", "community.yaml", "--templates", "theme", "--today", TODAY)
        assert done.code == 1, done.err
        assert not (theme() / ".." / "plan").exists()
        return re.sub(r"\d+ problems? in .*\n(nothing was written\n)?$", "", done.err).splitlines()

    return answer


@pytest.fixture
def page(run: Run, write: Write, theme: Callable[..., Path]) -> Callable[..., str]:
    """Return the page that a theme makes of a definition."""

    def page(letterhead: str | None = None, definition: str = MINIMAL, **beside: str | bytes) -> str:
        theme(letterhead, **beside)
        write(definition)
        done = run("schedule", "community.yaml", "--templates", "theme", "--today", TODAY, "-f", "html", "-o", "-")
        assert done.code == 0, done.err
        return done.out

    return page


# What a theme can do.


def test_the_letterhead_of_the_guide_is_made_as_it_says(run: Run, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "letterhead")
    definition = ROOT / "examples" / "literacy-for-all" / "community.yaml"
    shutil.copytree(definition.parent, tmp_path / "community", ignore=shutil.ignore_patterns("plan"))
    (command,) = re.findall(r"^cop-plan (schedule .*--templates .*)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    done = run(*command.split(), cwd=_beside(tmp_path))
    assert done.code == 0, done.err
    made = (tmp_path / "community" / "plan" / "plan.html").read_text(encoding="utf-8")
    logo = base64.b64encode((EXAMPLE / "logo.svg").read_bytes()).decode()
    assert f'<img src="data:image/svg+xml;base64,{logo}"' in made
    assert "learning@prairiesky.example" in made
    assert "Literacy for All is a community of practice of Prairie Sky School Division." in made
    assert made.index("--accent: #7a1f3d") > made.index("color-scheme")
    assert made.count("<h1") == 1
    assert "cop-plan " in made[made.index("<footer") :]


def _beside(folder: Path) -> Path:
    shutil.copytree(folder / "letterhead", folder / "community" / "letterhead")
    return folder / "community"


def test_the_guide_shows_the_files_of_its_example() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    for name in ("plan.html.j2", "year.html.j2", "paper.html.j2", "theme.css"):
        assert (EXAMPLE / name).read_text(encoding="utf-8") in guide, name


def test_the_guide_names_every_block_of_the_page() -> None:
    page = files.template_text("plan.html.j2") or ""
    guide = GUIDE.read_text(encoding="utf-8")
    for paper in ("paper.html.j2", "kit.html.j2"):
        blocks = re.findall(r"{% block (\w+)", files.template_text(paper) or "")
        assert blocks == ["colours", "head_extra", "letterhead"]
    assert set(re.findall(r"{% block (\w+)", page)) == set(re.findall(r"^\| `(\w+)` \|", guide, re.MULTILINE))


def test_a_style_sheet_alone_gives_the_page_other_colours(page: Callable[..., str]) -> None:
    made = page(**{"theme.css": ":root { --accent: #123456 }"})
    style = re.search(r"<style>(.*?)</style>", made, re.DOTALL)
    assert style
    assert style[1].rstrip().endswith(":root { --accent: #123456 }")
    assert source_digest(style[1]).strip("'") in made


def test_a_template_of_the_theme_takes_the_place_of_ours(run: Run, write: Write, theme: Callable[..., Path]) -> None:
    theme(**{"plan.md.j2": "# {{ community.name|md }}, our way\n"})
    write(MINIMAL)
    done = run("schedule", "community.yaml", "--templates", "theme", "-f", "md", "-o", "-")
    assert done.out == "# Readers, our way\n"


def test_a_template_may_have_parts_of_its_own(page: Callable[..., str]) -> None:
    assert "<p>Readers</p>" in page('{% include "address.j2" %}', **{"address.j2": "<p>{{ community.name }}</p>"})


def test_what_ours_includes_can_be_replaced_too(page: Callable[..., str]) -> None:
    made = page(**{"_glance.html.j2": "<p>no drawing</p>"})
    assert "<p>no drawing</p>" in made
    assert "<svg" not in made


def test_foreign_text_is_escaped_in_a_theme_too(page: Callable[..., str]) -> None:
    made = page("<p>{{ community.name }}</p>", definition=MINIMAL.replace("Readers", '"<b>{{ 1 }}</b>"'))
    assert "<p>&lt;b&gt;{{ 1 }}&lt;/b&gt;</p>" in made


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg+xml"),
        (b"<?xml version='1.0'?>\n<!-- drawn -->\n<svg/>", "svg+xml"),
        (PIXEL, "png"),
        (b"\xff\xd8\xff\xe0rest", "jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
    ],
)
def test_an_image_is_known_by_what_is_in_it(content: bytes, kind: str, page: Callable[..., str]) -> None:
    made = page('<img alt="" src="{{ asset("logo.png") }}">', **{"logo.png": content})
    assert f'src="data:image/{kind};base64,{base64.b64encode(content).decode()}"' in made


def test_an_image_can_stand_in_a_style_sheet(page: Callable[..., str]) -> None:
    made = page(**{"theme.css": "header { background: url({{ asset('a.png') }}) }", "a.png": PIXEL})
    assert f"url(data:image/png;base64,{base64.b64encode(PIXEL).decode()})" in made


def test_all_templates_of_ours_make_the_same_in_the_sandbox(run: Run, tmp_path: Path) -> None:
    definition = ROOT / "examples" / "literacy-for-all" / "community.yaml"
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "theme.css").write_text("", encoding="utf-8")
    for out, more in (("plain", []), ("sandboxed", ["--templates", "theme"])):
        assert run("schedule", definition, "--out", out, "--today", TODAY, "--todos", *more).code == 0
    for file in sorted((tmp_path / "plain").iterdir()):
        assert (tmp_path / "sandboxed" / file.name).read_bytes() == file.read_bytes(), file.name


# What is wrong is told at its place.

NESTED = ["theme/plan.html.j2:3: this is nested too deep", "    hint: put the inner part into a template of its own"]


@pytest.mark.parametrize(
    ("letterhead", "told"),
    [
        ("{{ comunity }}", ["theme/plan.html.j2:3: no value is called 'comunity'", "did you mean 'community'?"]),
        ("{{ community.nmae }}", ["theme/plan.html.j2:3: this community has no 'nmae'", "did you mean 'name'?"]),
        ("\n{{ 'a'|uper }}", ["theme/plan.html.j2:4: no filter is called 'uper'", "did you mean 'upper'?"]),
        ("{{ 1 is odder }}", ["theme/plan.html.j2:3: no test is called 'odder'", "did you mean 'odd'?"]),
        ("{% if %}", ["theme/plan.html.j2:3: no template is written like this", "hint: Jinja says: "]),
        pytest.param("{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}", NESTED, id="brackets in brackets"),
        pytest.param("{{ " + "1 + " * 5_000 + "1 }}", NESTED, id="a sum without end"),
        pytest.param("{% for one in [1] %}" * 30 + "{% endfor %}" * 30, NESTED, id="loops in loops"),
        pytest.param("{% if 1 %}" * 150 + "{% endif %}" * 150, NESTED, id="conditions in conditions"),
        pytest.param("{% if 1 %}" * 3_000 + "{% endif %}" * 3_000, NESTED, id="thousands of conditions"),
        ('{% include "x.j2" %}', ["theme/plan.html.j2:3: no template is called 'x.j2'"]),
        ('{% include "../x.j2" %}', ["theme/plan.html.j2:3: no template is called '../x.j2'"]),
        ('{% include "/etc/" ~ "passwd" %}', ["theme/plan.html.j2:3: no template is called '/etc/passwd'"]),
        ('{% include "cop-plan/../LICENSE" %}', ["theme/plan.html.j2:3: no template is called 'cop-plan/../LICENSE'"]),
        ("{{ 1 / 0 }}", ["theme/plan.html.j2:3: this fails: "]),
        ("{{ w('plan.bugdet') }}", ["theme/plan.html.j2:3: no word is called 'plan.bugdet'"]),
        ("{{ ''.__class__ }}", ["theme/plan.html.j2:3: '__class__' is out of a template's reach"]),
        ("{{ sections.clear() }}", ["theme/plan.html.j2:3: 'clear' is out of a template's reach"]),
        ('{{ community.parse_file("/etc/hosts") }}', ["theme/plan.html.j2:3: a template may not call this"]),
        ('{{ community.parse_raw("x") }}', ["theme/plan.html.j2:3: a template may not call this"]),
        ("{{ community.model_dump() }}", ["theme/plan.html.j2:3: a template may not call this"]),
        (
            "{% for one in range(200000) %}{% endfor %}",
            ["theme/plan.html.j2:3: this counts further than a template may", "a range may have 100,000 numbers"],
        ),
        (
            "{% for one in range(90000) %}{{ 'a' * 1000 }}{% endfor %}",
            ["theme/plan.html.j2: it makes a page of more than 10,000,000 characters"],
        ),
        (
            "{% macro on() %}{{ on() }}{% endmacro %}{{ on() }}",
            ["theme/plan.html.j2:3: the templates call each other without end"],
        ),
        (
            '{% include "plan.html.j2" %}',
            [
                "theme/plan.html.j2:3: it names itself, and would never end",
                'write "cop-plan/plan.html.j2" for the one of cop-plan',
            ],
        ),
        (
            '{{ asset("lgo.svg") }}',
            ["theme/plan.html.j2:3: no image of the folder is called 'lgo.svg'", "did you mean 'logo.svg'?"],
        ),
        (
            '{{ asset("no.png") }}',
            [
                "theme/plan.html.j2:3: 'no.png' holds no image that a page can show",
                "save it as SVG, PNG, JPEG or WebP",
            ],
        ),
        (
            '{{ asset("big" ~ ".png") }}',
            [
                f"theme/plan.html.j2:3: the image 'big.png' is larger than {MAX_ASSET_BYTES // 1000} kB",
                "it becomes part of every page",
            ],
        ),
        (
            '{% from "_parts.html.j2" import facts with context %}{{ facts([1]) }}',
            ["templates/_parts.html.j2:", "it was asked for here", "what it needs, yours may lack"],
        ),
    ],
)
def test_a_mistake_has_the_file_and_line_of_the_template(
    letterhead: str, told: list[str], answer: Callable[..., list[str]]
) -> None:
    beside = {"logo.svg": b"<svg/>", "no.png": b"GIF89a", "big.png": PIXEL + b"\0" * MAX_ASSET_BYTES}
    said = answer(letterhead, **beside)
    assert len(said) == len(told), said
    assert all(part in line for part, line in zip(told, said, strict=True)), said


BEYOND = f"theme/plan.html.j2:3: this goes beyond the {MAX_STEPS:,} steps that a page may take"
GROWING = "{% set n = namespace(x=@@) %}{% for i in range(99) %}{% set n.x = !! %}{% endfor %}"


def _growing(first: str, grown: str) -> str:
    return GROWING.replace("@@", first).replace("!!", grown)


@pytest.fixture
def stopped() -> Callable[..., str]:
    """Return what a theme's template says when it is rendered and stops, less the hint; in this process."""

    def stopped(letterhead: str, **beside: str) -> str:
        texts = {"plan.html.j2": f"\n\n{letterhead}", **beside}
        theme = Theme("theme", {name: text.encode() for name, text in texts.items()}, files.template_names())
        with pytest.raises(errors.Problems) as found:
            render.environment(files.template_text, theme).get_template("plan.html.j2").render()
        return found.value.problems[0].lines()[0]

    return stopped


@pytest.mark.parametrize(
    "letterhead",
    [
        "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}",
        "{% for a in range(90000) %}{% for b in range(90000) if false %}{% endfor %}{% endfor %}",
        "{% macro m() %}{% for a in range(90000) %}{% for b in range(90000) %}{% set c = a %}{% endfor %}{% endfor %}"
        "{% endmacro %}{% set y = m() %}",
        "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
        '{{ "x" * 1000000000 }}',
        "{{ 1000000000 * 'x' }}",
        "{% set x = [0] * 10**9 %}",
        "{% set x = (0,) * 10**9 %}",
        '{{ "%1000000000d" % 1 }}',
        '{{ "%.1000000000f"|format(1) }}',
        "{{ '{:>1000000000}'.format('x') }}",
        "{{ '{a:>1000000000}'.format_map({'a': 1}) }}",
        "{{ ('{0}' * 100000).format('x' * 1000000) }}",
        "{{ ('%(a)s' * 100000) % {'a': 'x' * 1000000} }}",
        "{{ 'x'|center(10**9) }}",
        "{{ 'x'|center(1000000000) }}",
        "{{ ['x']|map('center', 1000000000)|list }}",
        "{{ 'x'.center(1000000000) }}",
        "{{ '1'.zfill(1000000000) }}",
        "{{ ('\\t' * 1000000).expandtabs(1000000) }}",
        "{{ (1).to_bytes(1000000000, 'big') }}",
        "{{ 10**(10**8) }}",
        "{{ 1|round(1000000000, 'ceil') }}",
        "{{ [1]|batch(1000000000, 0)|list }}",
        "{{ []|slice(1000000000)|list }}",
        "{{ ('x\\n' * 100000)|indent(1000000) }}",
        "{{ ([1] * 100000)|join('x' * 100000) }}",
        "{{ ('x' * 100000).join(['a'] * 100000) }}",
        "{{ ''.join(dict.fromkeys(range(90000), 'x' * 1000000).values()) }}",
        "{{ ([[1]] * 100000)|sum(start=[]) }}",
        "{{ [[1]]|tojson(1000000000) }}",
        "{{ ('<!--' * 1000000)|striptags }}",
        "{{ ('a-' * 1000000)|wordwrap(1000000) }}",
        "{% set a = 'a' * 1000000 %}{{ a.rfind('b' ~ a[:500000]) }}",
        "{% set a = 'a' * 1000000 %}{% for i in range(90000) %}{% set b = 'b' in a %}{% endfor %}",
        "{% set a = 'a' * 1000000 %}{% for i in range(90000) %}{% set b = a[1:] %}{% endfor %}",
        "{% for a in range(90000) %}{% set y %}" + "x" * 50000 + "{% endset %}{% endfor %}",
        "{% macro m() %}" + "x" * 50000 + "{% endmacro %}{% for a in range(90000) %}{% set y = m() %}{% endfor %}",
        _growing("'x'", "n.x + n.x"),
        _growing("'x'", "n.x ~ n.x"),
        _growing("'x'", "[n.x, n.x]|join"),
        _growing("'x'", "'%s%s' % (n.x, n.x)"),
        _growing("'xx'", "n.x|replace('x', n.x)"),
        _growing("'xx'", "n.x.replace('x', n.x)"),
        _growing("[1]", "n.x + n.x"),
        _growing("3", "n.x * n.x"),
        "{% set n = namespace(x='x') %}{% for i in range(99) %}{% set y %}{{ n.x }}{{ n.x }}{% endset %}"
        "{% set n.x = y %}{% endfor %}",
        *(
            "{% set n = namespace(x=(1,), y=(1,)) %}{% for i in range(50) %}{% set n.x = (n.x, n.x) %}"
            "{% set n.y = (n.y, n.y) %}{% endfor %}" + looked_at
            for looked_at in ("{{ n.x }}", "{{ n.x == n.y }}", "{% set d = {n.x: 1} %}", "{{ n.x is eq(n.y) }}")
        ),
    ],
    ids=lambda letterhead: letterhead[-60:],
)
def test_what_would_take_too_long_or_too_much_memory_stops_at_its_line(
    letterhead: str, stopped: Callable[..., str]
) -> None:
    assert stopped(letterhead) == BEYOND


def test_what_goes_on_in_a_part_is_told_there(stopped: Callable[..., str]) -> None:
    said = stopped("{% include 'a.j2' %}", **{"a.j2": "\n{{ 'x' * 10**9 }}"})
    assert said == BEYOND.replace("plan.html.j2:3", "a.j2:2")


def test_steps_stop_the_command_too(answer: Callable[..., list[str]]) -> None:
    assert answer("{{ 'x' * 10**9 }}")[0] == BEYOND


def test_steps_are_the_same_in_every_run_and_counted_anew_for_each_page() -> None:
    theme = Theme("theme", {"plan.md.j2": b"{% for i in range(9000) %}{{ i }}{% endfor %}"}, files.template_names())
    environment = render.environment(files.template_text, theme)
    assert isinstance(environment, Sandbox)
    steps = set()
    for _ in range(3):
        environment.get_template("plan.md.j2").render()
        steps.add(environment.steps)
    assert len(steps) == 1
    assert 9000 < steps.pop() < MAX_STEPS


@pytest.mark.parametrize(
    ("letterhead", "told"),
    [
        ("{{ '%*d' % (1000000000, 1) }}", "a width cannot come from another value here"),
        ("{{ '{:{w}}'.format('x', w=1000000000) }}", "a width cannot come from another value here"),
        ("{{ 'x'.encode('punycode') }}", "a template may not call this"),
        ("{{ 'x'.translate({120: 'y'}) }}", "a template may not call this"),
        ("{{ lipsum(1000000) }}", "no value is called 'lipsum'"),
        ("{{ 10.0**400 }}", "this number is too large"),
        ("{{ " + "9" * 5000 + " }}", "this number has too many digits"),
        ("{{ 0x" + "f" * 50000 + " }}", "this number has too many digits"),
        ("{{ 3 ** 100000 }}", "this number has too many digits"),
        (
            "{% set n = namespace(x=1) %}{% for i in range(9000) %}{% set n.x = (n.x,) %}{% endfor %}{{ {n.x: 1} }}",
            "this value has more than 60 lists within each other",
        ),
    ],
    ids=lambda text: text[:40],
)
def test_what_cannot_be_bounded_is_refused(letterhead: str, told: str, stopped: Callable[..., str]) -> None:
    assert stopped(letterhead) == f"theme/plan.html.j2:3: {told}"


@pytest.mark.parametrize("times", [200, 5000])
@pytest.mark.parametrize(
    ("before", "inside", "after"),
    [
        ("{% if true %}", "", "{% endif %}"),
        ("{% for i in [1] %}", "", "{% endfor %}"),
        ("{% with %}", "", "{% endwith %}"),
        ("{% set x %}", "", "{% endset %}"),
        ("{% filter upper %}", "", "{% endfilter %}"),
        ("{% call x() %}", "", "{% endcall %}"),
        ("{% macro m() %}", "", "{% endmacro %}"),
        ("{% autoescape true %}", "", "{% endautoescape %}"),
        ("(", "1", ")"),
        ("(1,", "1", ")"),
        ("[", "1", "]"),
        ("{1:", "1", "}"),
        ("x[", "1", "]"),
        ("not ", "1", ""),
        ("-", "1", ""),
        ("1 if 1 else ", "1", ""),
        ("1 +", "1", ""),
        ("1 **", "1", ""),
        ("1 and ", "1", ""),
        ("", "x", ".a"),
        ("", "1", "|string"),
        ("", "x", "()"),
        ("(", "", ""),
    ],
    ids=str,
)
def test_deep_nesting_is_told_at_its_line(
    before: str, inside: str, after: str, times: int, stopped: Callable[..., str]
) -> None:
    text = before * times + inside + after * times
    said = stopped(text if text.startswith("{%") else "{{ " + text + " }}")
    assert said == "theme/plan.html.j2:3: this is nested too deep"


def test_as_deep_as_a_template_may_be_nested_it_runs() -> None:
    blocks, loops, parts = MAX_BLOCKS - MAX_LOOPS, MAX_LOOPS, MAX_PARTS - 5
    for text in (
        "{% if 1 %}" * blocks + "{% for i in [1] %}" * loops + "1" + "{% endfor %}" * loops + "{% endif %}" * blocks,
        "{% macro m() %}" * 15 + "{% endmacro %}" * 15 + "1",
        "{{ (" + "[" * parts + "1" + "]" * parts + ")|length }}",
        *("{{ " + one * parts + "1 }}" for one in ("1 and ", "1 * ", "1 if 1 else ")),
        "{{ 1" + "|int" * parts + " }}",
        "{% if 0 %}" + "{% elif 0 %}" * (MAX_BRANCHES - 2) + "{% else %}1{% endif %}",
    ):
        theme = Theme("theme", {"plan.md.j2": text.encode()}, files.template_names())
        assert render.environment(files.template_text, theme).get_template("plan.md.j2").render() == "1", text


def test_an_if_has_not_more_branches_than_it_may(stopped: Callable[..., str]) -> None:
    said = stopped("{% if 0 %}" + "{% elif 0 %}" * MAX_BRANCHES + "{% endif %}")
    assert said == f"theme/plan.html.j2:3: this 'if' has more than {MAX_BRANCHES} branches"


@pytest.mark.parametrize("tag", ["include 'a.j2'", "extends 'a.j2'", "import 'a.j2' as x", "from 'a.j2' import x"])
def test_a_circle_of_templates_is_told(tag: str, stopped: Callable[..., str]) -> None:
    said = stopped(f"{{% {tag} %}}", **{"a.j2": "{% " + tag.replace("a.j2", "plan.html.j2") + " %}"})
    assert said.endswith(": the templates call each other without end")


def test_mistakes_are_told_all_at_once(answer: Callable[..., list[str]]) -> None:
    said = answer(
        "{{ community|uper }}\n{{ asset('logo.svg') }}",
        **{"plan.md.j2": "{% endif %}", "theme.css": "a{#b{}}", "_glance.html.j2": "{{ 1|lenght }}"},
    )
    assert [line.partition(": ")[0] for line in said if not line.startswith("    ")] == [
        "theme/_glance.html.j2:1",
        "theme/plan.html.j2:3",
        "theme/plan.html.j2:4",
        "theme/plan.md.j2:1",
        "theme/theme.css:1",
    ]
    assert "    hint: '{#' begins a comment of templates: write '{ #'" in said


def test_names_that_nothing_has_are_told_all_at_once(answer: Callable[..., list[str]]) -> None:
    said = answer("{{ comunity }}\n{{ langage }}{{ maybe|default('') }}{% if no is defined %}{% endif %}")
    assert [line for line in said if not line.startswith("    ")] == [
        "theme/plan.html.j2:3: no value is called 'comunity'",
        "theme/plan.html.j2:4: no value is called 'langage'",
    ]


def test_a_block_that_the_page_does_not_have_is_told(answer: Callable[..., list[str]]) -> None:
    said = answer(**{"plan.html.j2": EXTENDING.replace("block letterhead", "block leterhead")})
    assert said == [
        "theme/plan.html.j2:2: the template that it extends has no block 'leterhead'",
        "    hint: did you mean 'letterhead'?",
    ]


@pytest.mark.parametrize("block", ["budget", "reporting"])
def test_a_block_that_went_to_the_page_for_the_team_is_told(block: str, answer: Callable[..., list[str]]) -> None:
    said = answer(**{"plan.html.j2": EXTENDING.replace("block letterhead", f"block {block}")})
    assert said == [
        f"theme/plan.html.j2:2: the template that it extends has no block '{block}'",
        "    hint: it is in team.html.j2 now, the page for the team",
    ]
    assert f"{{% block {block} %}}" in (files.template_text("team.html.j2") or "")


@pytest.mark.parametrize("name", ["plan.htm.j2", "plan.html", "teme.css"])
def test_a_file_that_takes_the_place_of_nothing_is_named(name: str, answer: Callable[..., list[str]]) -> None:
    said = answer("x", **{name: "a"})
    meant = "theme.css" if name.endswith("css") else "plan.html.j2"
    assert said == [
        f"theme/{name}: it takes the place of nothing: no template of cop-plan has this name",
        f"    hint: did you mean '{meant}'?",
    ]


def test_a_folder_that_lays_over_nothing_is_told(answer: Callable[..., list[str]]) -> None:
    first, hint = answer(**{"README.md": "notes", "logo.svg": "<svg/>"})
    assert first == "theme: nothing there takes the place of a template of cop-plan"
    assert "theme.css" in hint
    assert "plan.html.j2" in hint


@pytest.mark.parametrize(
    ("name", "reason"), [("gone", "there is no such folder"), ("community.yaml", "this is a file")]
)
def test_what_is_no_folder_is_told(name: str, reason: str, run: Run, write: Write) -> None:
    write(MINIMAL)
    done = run("schedule", "community.yaml", "--templates", name)
    assert done.code == 3
    assert done.err.startswith(f"{name}: {reason}")
    assert done.err.endswith("nothing was written\n")


def test_a_link_out_of_the_folder_is_refused(answer: Callable[..., list[str]], theme: Callable[..., Path]) -> None:
    folder = theme("x")
    (folder.parent / "secret.svg").write_text("<svg/>", encoding="utf-8")
    (folder / "logo.svg").symlink_to("../secret.svg")
    (folder / "more").symlink_to(folder)
    assert answer("x") == [
        "theme/logo.svg: this link leads out of the folder",
        "    hint: put a copy there instead",
        "theme/more: this is a link to a folder",
        "    hint: put a copy there instead",
    ]


def test_a_link_within_the_folder_is_followed(page: Callable[..., str], theme: Callable[..., Path]) -> None:
    (theme(**{"a.png": PIXEL}) / "logo.png").symlink_to("a.png")
    assert "data:image/png" in page('<img alt="" src="{{ asset("logo.png") }}">')


def test_a_file_that_is_too_large_is_refused(answer: Callable[..., list[str]]) -> None:
    said = answer("x", **{"theme.css": "/*" + " " * files.MAX_THEME_FILE_BYTES + "*/"})
    assert said == ["theme/theme.css: is larger than 1 MB"]


def test_what_is_no_text_is_told(answer: Callable[..., list[str]]) -> None:
    assert answer(**{"theme.css": b"a{}\n\xe9"})[0] == "theme/theme.css:2: this is not text in UTF-8"


# The policy of the page holds.


@pytest.mark.parametrize(
    ("letterhead", "told"),
    [
        ('<p style="color: red">x</p>', "a style in an element does not work in the page"),
        ("<style>p { color: red }</style>", "this style does not work in the page"),
        ("<script>go()</script>", "a script of one's own does not run in the page"),
        ('<p onclick="go()">x</p>', "a script of one's own does not run in the page"),
        ('<a href="javascript:go()">x</a>', "a script of one's own does not run in the page"),
        ('<img alt="" src="logo.svg">', "the page fetches nothing, not even from beside it"),
        ('<img alt="" src="https://example.org/logo.svg">', "the page fetches nothing, not even from beside it"),
        ('<link rel="stylesheet" href="theme.css">', "the page fetches nothing, not even from beside it"),
        ('<iframe src="https://example.org"></iframe>', "the page fetches nothing, not even from beside it"),
    ],
)
def test_what_the_policy_keeps_from_working_is_told(
    letterhead: str, told: str, answer: Callable[..., list[str]]
) -> None:
    assert answer(letterhead)[0] == f"theme/plan.html.j2:3: {told}"


@pytest.mark.parametrize("style", ["@import 'x.css';", "a { background: url(logo.svg) }", "a{}</style>"])
def test_a_style_sheet_that_fetches_or_ends_is_told(style: str, answer: Callable[..., list[str]]) -> None:
    assert answer(**{"theme.css": f"/* url(x) */\n{style}"})[0].startswith("theme/theme.css:2: ")


@pytest.mark.parametrize(
    "head",
    [
        "",
        """<meta http-equiv="Content-Security-Policy" content="default-src 'self'">""",
        """<style></style><meta http-equiv="Content-Security-Policy" content="default-src 'none'">""",
        """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">""",
    ],
)
def test_a_page_of_ones_own_needs_a_policy_that_is_as_strict(head: str, answer: Callable[..., list[str]]) -> None:
    said = answer(**{"plan.html.j2": f"<!doctype html>\n<html><head>{head}</head></html>"})
    assert said[0] == "theme/plan.html.j2: the page does not begin with a policy that keeps everything else out"


def test_members_addresses_do_not_get_onto_a_page(answer: Callable[..., list[str]], page: Callable[..., str]) -> None:
    definition = f"{MINIMAL}membership:\n  members:\n  - {{name: Ada, email: Ada@example.org}}\n"
    shown = "{% for one in community.membership.members %}{{ one.email }}.{% endfor %}"
    assert answer(shown, definition=definition)[0] == "theme/plan.html.j2: it shows the address of 1 member"
    assert "Write to Ada@example.org" in page("Write to Ada@example.org", definition=definition)


# The other way round: the names that a template asks for.


@pytest.mark.parametrize("name", ["../pyproject.toml", "/etc/passwd", "a/../../x", "", ".", "..", "a\\b", "a//b", ".x"])
def test_a_way_out_of_the_folder_is_no_name_of_a_template(name: str) -> None:
    assert files.template_text(name) is None


def test_every_template_is_found_by_its_name() -> None:
    assert "plan.html.j2" in files.template_names()
    assert all(files.template_text(name) is not None for name in files.template_names())


def test_a_fault_of_our_own_template_has_its_place_too() -> None:
    templates = {"a.md.j2": '{% include "b.md.j2" %}', "b.md.j2": "\n{{ there }}"}
    with pytest.raises(errors.Problems) as found:
        render.environment(templates.get).get_template("a.md.j2").render()
    (problem,) = found.value.problems
    assert str(problem.place) == "templates/b.md.j2:2"
    assert problem.hint == "this is a fault of cop-plan's own; please report it"


def test_a_theme_reads_no_more_than_it_was_given() -> None:
    theme = Theme("theme", {"theme.css": b"a{}", "notes.txt": None}, frozenset({"plan.css"}))
    assert theme.text("notes.txt") is None
    assert theme.text("../theme.css") is None


def test_a_report_has_the_letterhead_of_the_theme(run: Run, write: Write, theme: Callable[..., Path]) -> None:
    page = '{% extends "cop-plan/report.html.j2" %}\n{% block letterhead %}<p>Prairie Sky</p>{% endblock %}\n'
    theme(**{"report.html.j2": page})
    write(MINIMAL)
    done = run("report", "community.yaml", "--templates", "theme", "-f", "html", "-o", "-", "--today", "2027-06-10")
    assert done.code == 0, done.err
    assert "<p>Prairie Sky</p>" in done.out


def test_what_a_report_would_fetch_is_refused_at_its_line(run: Run, write: Write, theme: Callable[..., Path]) -> None:
    page = (
        '{% extends "cop-plan/report.html.j2" %}\n{% block letterhead %}\n<img src="logo.svg" alt="">\n{% endblock %}\n'
    )
    theme(**{"report.html.j2": page})
    definition = write(MINIMAL)
    done = run("report", "community.yaml", "--templates", "theme", "--today", "2027-06-10")
    assert done.code == 1
    assert "theme/report.html.j2:3: the page fetches nothing, not even from beside it\n" in done.err
    assert not (definition.parent / "report").exists()


# The theme that a definition names.

SHARED = {
    "shared/consortium.yaml": "timezone: America/Edmonton\ntemplates: letterhead\n",
    "shared/letterhead/theme.css": ".letterhead { color: teal }\n",
    "shared/letterhead/parts/plan.svg": "<svg/>",
    "readers/community.yaml": "name: Readers\nid: readers\nyear: 2026-2027\nextends: ../shared/consortium.yaml\n",
}
READERS = "readers/community.yaml"


@pytest.fixture
def beside(tmp_path: Path) -> Callable[..., Path]:
    """Write a community that extends a shared file, with what is other in this test; None takes a file away."""

    def beside(changed: Mapping[str, str | None]) -> Path:
        for name, text in changed.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                (tmp_path / name).unlink()
            else:
                (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return beside


def test_pages_papers_report_and_hours_wear_the_theme_that_is_named_in_what_is_extended(
    run: Run, beside: Callable[..., Path]
) -> None:
    page = '{% extends "cop-plan/NAME" %}{% block letterhead %}<p>Prairie Sky</p>{% endblock %}'
    names = ("plan.html.j2", "paper.html.j2", "report.html.j2", "ledger.html.j2")
    folder = beside(SHARED | {f"shared/letterhead/{one}": page.replace("NAME", one) for one in names})
    for command in (("schedule",), ("kit", "closing-checklist"), ("report", "-f", "html"), ("hours",)):
        done = run(command[0], READERS, *command[1:], "--today", "2027-06-10")
        assert done.code == 0, done.err
    for made in ("plan/plan.html", "kit/closing-checklist.html", "report/report.html", "hours/index.html"):
        assert "<p>Prairie Sky</p>" in (folder / "readers" / made).read_text(encoding="utf-8"), made


def test_the_nearest_theme_counts_and_that_of_the_run_before_it(run: Run, beside: Callable[..., Path]) -> None:
    own = {READERS: SHARED[READERS] + "templates: own\n", "readers/own/theme.css": ".letterhead { color: navy }\n"}
    beside(SHARED | own | {"third/theme.css": ".letterhead { color: olive }\n"})
    page = ("schedule", READERS, "--today", TODAY, "-f", "html", "-o", "-")
    assert "color: navy" in run(*page).out
    made = run(*page, "--templates", "third").out
    assert "color: olive" in made
    assert "color: navy" not in made


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"shared/consortium.yaml": "timezone: America/Edmonton\ntemplates: leterhead\n"},
            "shared/consortium.yaml:2:12: templates: there is no folder 'leterhead' beside this file\n"
            "    hint: did you mean 'letterhead'?\n",
        ),
        (
            {READERS: SHARED[READERS] + "templates: ../shared/consortium.yaml\n"},
            "readers/community.yaml:5:12: templates: this is a file, and a folder is needed\n",
        ),
        (
            {"shared/letterhead/theme.css": None},
            "shared/consortium.yaml:2:12: templates: nothing there takes the place of a template of cop-plan\n",
        ),
        (
            {"shared/letterhead/plan.html.j2": "\n{% if %}"},
            "shared/letterhead/plan.html.j2:2: no template is written like this",
        ),
    ],
    ids=["missing", "a file", "of nothing", "a fault in it"],
)
def test_what_is_wrong_with_it_is_told_at_its_line_and_nothing_is_written(
    changed: Mapping[str, str | None], told: str, run: Run, beside: Callable[..., Path]
) -> None:
    folder = beside(SHARED)
    beside(changed)
    for command in ("check", "schedule", "kit"):
        done = run(command, READERS, "--today", TODAY)
        assert done.code == 1, command
        assert done.err.startswith(told), done.err
    assert sorted(one.name for one in (folder / "readers").iterdir()) == ["community.yaml"]
    assert run("status", READERS, "--today", TODAY).code == 0, "what makes no page needs no theme"


@pytest.mark.parametrize(
    "changed",
    [
        {"shared/letterhead/theme.css": ".letterhead { color: navy }\n"},
        {"shared/letterhead/colours.css": ":root { --accent: #123456 }\n"},
        {"shared/letterhead/parts/plan.svg": None},
    ],
    ids=["changed", "added", "removed"],
)
def test_a_theme_that_is_another_makes_year_and_kit_anew(
    changed: Mapping[str, str | None], beside: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = beside(SHARED)
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    monkeypatch.setenv("COP_PLAN_CACHE", "")
    file, asked = folder / READERS, ProjectOptions()
    year = schedule.ScheduleRequest(moment_of(date.fromisoformat(TODAY)))
    papers = kit.KitRequest(date.fromisoformat(TODAY), documents=("closing-checklist",))
    for _ in range(2):  # each looks at what the other wrote
        schedule.write(CommunityProject(file, asked), year)
        kit.write(CommunityProject(file, asked), papers)

    def known() -> list[bool]:
        same = unchanged.same(file, asked, year.wanted), unchanged.kit(CommunityProject(file, asked), papers)
        return [one is not None for one in same]

    assert known() == [True, True]
    beside({"shared/letterhead/.hidden": ""})
    assert known() == [True, True], "what is hidden is no part of it"
    beside(changed)
    assert known() == [False, False]


def test_communities_with_one_theme_share_what_is_made_of_it(beside: Callable[..., Path]) -> None:
    folder = beside(SHARED | {"numbers/community.yaml": SHARED[READERS].replace("eaders", "umbers")})
    one, other = (CommunityProject(folder / name / "community.yaml") for name in ("readers", "numbers"))
    assert one.theme is other.theme is not None
    assert one.templates is other.templates
    beside({"shared/letterhead/theme.css": "h1 { color: navy }\n"})
    assert CommunityProject(folder / READERS).templates is not one.templates


def test_a_fault_that_shows_only_on_a_page_is_told_of_each_community(run: Run, beside: Callable[..., Path]) -> None:
    faulty = EXTENDING.replace("@@", "{{ comunity }}")
    beside(SHARED | {"shared/letterhead/plan.html.j2": faulty, "numbers/community.yaml": SHARED[READERS]})
    done = run("schedule", READERS, "numbers/community.yaml", "--today", TODAY, "--workers", "1")
    assert done.code == 1
    assert done.err.count("plan.html.j2:3: no value is called 'comunity'") == 2


def test_the_next_year_names_the_same_folder_and_takes_its_own_along(beside: Callable[..., Path]) -> None:
    folder = beside(SHARED | {READERS: SHARED[READERS] + "templates: ../shared/letterhead # ours\n"})
    begun = next_year.begin(CommunityProject(folder / READERS), folder / "later" / "readers", date(2027, 6, 15))
    assert "templates: ../../shared/letterhead # ours\n" in begun.contents["community.yaml"].decode()

    beside({READERS: SHARED[READERS] + "templates: own\n", "readers/own/theme.css": "h1 { color: navy }\n"})
    beside({"readers/own/parts/logo.svg": "<svg/>", "readers/own/LICENCE": "not part of it"})
    begun = next_year.begin(CommunityProject(folder / READERS), folder / "later" / "readers", date(2027, 6, 15))
    next_year.write(begun)
    assert {name for name in begun.contents if name.startswith("own/")} == {"own/theme.css", "own/parts/logo.svg"}
    theme = CommunityProject(begun.definition).theme
    assert theme is not None
    assert theme.folder == str(folder / "later" / "readers" / "own")


def test_a_definition_as_answers_carries_the_theme(run: Run, beside: Callable[..., Path]) -> None:
    folder = beside(SHARED | {READERS: SHARED[READERS] + "templates: ../shared/letterhead\n"})
    (folder / "new" / "others").mkdir(parents=True)
    done = run("init", "new/others/community.yaml", "--answers", READERS, "--name", "Others", "--today", "2026-05-01")
    assert done.code == 0, done.err
    made = (folder / "new" / "others" / "community.yaml").read_text(encoding="utf-8")
    assert 'templates: "../../shared/letterhead"\n' in made


def test_a_bundle_holds_the_theme_and_nothing_that_is_none(
    beside: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = beside(SHARED)
    monkeypatch.chdir(folder)
    sent = {str(one) for one in bundle.of_year(Path(READERS), None)}
    assert {f"readers/../{name}" for name in SHARED if "letterhead" in name} <= sent
    assert not [one for one in bundle.of_year(Path(READERS), None, has_theme=True) if "letterhead" in str(one)]
    beside({"shared/letterhead/members.txt": ""})
    with pytest.raises(bundle.Unsendable):
        bundle.of_year(Path(READERS), None)
