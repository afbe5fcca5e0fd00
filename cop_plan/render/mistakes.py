"""What is wrong in a template, as problems at its own file and line.

What can be seen without running a template is told all at once; what only shows when it runs, where it stopped.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from types import TracebackType

import jinja2
from jinja2 import nodes
from jinja2.sandbox import MAX_RANGE

from cop_plan.base.errors import Place, Problem, did_you_mean, nearest, quote
from cop_plan.base.translatable import Sentence, grouped, sentence
from cop_plan.render.theme import ORIGINAL, SHIPPED_IN, STYLE, SaidToJinja, Theme, UnusableValue
from cop_plan.render.words import MissingWord


def in_theme(theme: Theme, templates: jinja2.Environment) -> list[Problem]:
    """Return what is wrong in a theme's folder, whatever is made with it."""
    problems = [*_strays(theme), *_no_text(theme)]
    for name in theme.templates():
        try:
            problems.extend(_in_template(name, theme, templates))
        except jinja2.TemplateSyntaxError as error:
            wrong = problem_of(error, theme)
            if name.endswith(".css") and "{#" in (theme.text(name) or ""):
                hint = sentence(
                    "{written} begins a comment of templates: write {instead}", written="'{#'", instead="'{ #'"
                )
                wrong = replace(wrong, hint=hint)
            problems.append(wrong)
    return problems


def _in_template(name: str, theme: Theme, templates: jinja2.Environment) -> list[Problem]:
    """Return what is wrong in a template. Raises TemplateSyntaxError."""
    tree = _tree(name, templates)
    found = (
        *_unknown_filters(tree, templates),
        *_missing(name, tree, theme),
        *_blocks_of_nothing(tree, templates),
        *_unusable_images(tree, theme),
    )
    if not found:
        templates.compile(tree, name, theme.place(name).file)
    return [Problem(theme.place(name, line), "", message, hint) for line, message, hint in found]


Mistake = tuple[int, Sentence, Sentence | None]


def _tree(name: str, templates: jinja2.Environment) -> nodes.Template:
    assert templates.loader is not None, "templates come from somewhere"
    source, file, _ = templates.loader.get_source(templates, name)
    return templates.parse(source, name, file)


def _strays(theme: Theme) -> Iterator[Problem]:
    """Yield a problem for what was meant to lie over something and does not, and for a theme that lays over nothing."""
    used = {
        name for text in theme.templates().values() for name in theme.files if f'"{name}"' in text.replace("'", '"')
    }
    lies_over = [name for name in theme.templates() if name in theme.shipped or name == STYLE]
    for name in theme.files:
        if name.endswith(".js"):
            said = sentence("a script of one's own does not run in a page")
            yield Problem(theme.place(name), "", said, sentence("take it away"))
            continue
        near = did_you_mean(name, theme.shipped | {STYLE})
        if name not in lies_over and name not in used and (near or name.endswith((".j2", ".css"))):
            said = sentence("it takes the place of nothing: no template of cop-plan has this name")
            yield Problem(theme.place(name), "", said, near or sentence("and no template of the folder names it"))
    if not lies_over:
        names = ", ".join(sorted(name for name in theme.shipped if not name.startswith("_") and "/" not in name))
        said = sentence("nothing there takes the place of a template of cop-plan")
        hint = sentence("name a file {names}", names=f"{STYLE}, {names}")
        yield Problem(Place(theme.folder, 0, 0), "", said, hint)


def _no_text(theme: Theme) -> Iterator[Problem]:
    for name, content in theme.files.items():
        if content is not None and name.endswith((".j2", ".css")):
            try:
                content.decode()
            except UnicodeDecodeError as error:
                line = content.count(b"\n", 0, error.start) + 1
                said = sentence("this is not text in UTF-8")
                yield Problem(theme.place(name, line), "", said, sentence("save it as UTF-8"))


def _unknown_filters(tree: nodes.Template, templates: jinja2.Environment) -> Iterator[Mistake]:
    for one in tree.find_all(nodes.Filter):
        if one.name not in templates.filters:
            said = sentence("no filter is called {name}", name=quote(one.name))
            yield one.lineno, said, did_you_mean(one.name, templates.filters)
    for asked in tree.find_all(nodes.Test):
        if asked.name not in templates.tests:
            said = sentence("no test is called {name}", name=quote(asked.name))
            yield asked.lineno, said, did_you_mean(asked.name, templates.tests)


def _named(tree: nodes.Template) -> Iterator[tuple[int, str, nodes.Node]]:
    """Yield the templates that a template names, with their lines."""
    for one in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        named = getattr(one, "template", None)
        if isinstance(named, nodes.Const) and isinstance(named.value, str):
            yield one.lineno, named.value, one


def _missing(name: str, tree: nodes.Template, theme: Theme) -> Iterator[Mistake]:
    known = {*theme.templates(), *theme.shipped, *(f"{ORIGINAL}{one}" for one in theme.shipped)}
    for line, named, node in _named(tree):
        if named == name:
            ours = sentence('write "{name}" for the one of cop-plan', name=f"{ORIGINAL}{name}")
            yield line, sentence("it names itself, and would never end"), ours if name in theme.shipped else None
        elif named not in known and not getattr(node, "ignore_missing", False):
            yield line, _no_template(named), _near(named, theme)


def _no_template(named: str) -> Sentence:
    return sentence("no template is called {name}", name=quote(named))


def _near(named: str, theme: Theme) -> Sentence | None:
    """Return the hint for a template that is not there: the nearest of the theme, or of ours."""
    if not named.startswith(ORIGINAL):
        return did_you_mean(named, {*theme.templates(), *theme.shipped})
    near = nearest(named.removeprefix(ORIGINAL), theme.shipped)
    return sentence("did you mean '{name}'?", name=f"{ORIGINAL}{near}") if near else None


def _blocks_of_nothing(tree: nodes.Template, templates: jinja2.Environment) -> Iterator[Mistake]:
    """Yield the blocks that take the place of none in the template that this one extends."""
    blocks = _blocks_above(tree, templates)
    if blocks is None:
        return
    for one in tree.body:
        if isinstance(one, nodes.Block) and one.name not in blocks:
            hint = (
                _hint_of_moved(one.name, tree)
                or did_you_mean(one.name, blocks)
                or sentence("its blocks are {names}", names=", ".join(sorted(blocks)))
            )
            yield one.lineno, sentence("the template that it extends has no block {name}", name=quote(one.name)), hint


# Where a block went that a page had once.
_MOVED = {"plan.html.j2": ("team.html.j2", frozenset(("budget", "reporting")))}


def _hint_of_moved(block: str, tree: nodes.Template) -> Sentence | None:
    """Return where a block is now that the template above had once."""
    above = next((named for _, named, node in _named(tree) if isinstance(node, nodes.Extends)), "")
    page, moved = _MOVED.get(above.removeprefix(ORIGINAL), ("", frozenset[str]()))
    return sentence("it is in {page} now, the page for the team", page=page) if block in moved else None


def _blocks_above(tree: nodes.Template, templates: jinja2.Environment) -> set[str] | None:
    """Return the blocks of the templates above one; None where it extends none, or not one that can be known."""
    blocks: set[str] = set()
    for _ in range(20):  # a circle is told by another
        above = [named for _, named, node in _named(tree) if isinstance(node, nodes.Extends)]
        if not above:
            return blocks or None
        try:
            tree = _tree(above[0], templates)
        except jinja2.TemplateError:
            return None
        blocks |= {block.name for block in tree.find_all(nodes.Block)}
    return None


def _unusable_images(tree: nodes.Template, theme: Theme) -> Iterator[Mistake]:
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "asset" and len(call.args) == 1:
            named = call.args[0]
            if isinstance(named, nodes.Const):
                try:
                    theme.asset(named.value)
                except UnusableValue as error:
                    yield call.lineno, error.message, error.hint


def unknown_names(name: str, facts: Mapping[str, object], theme: Theme, templates: jinja2.Environment) -> list[Problem]:
    """Return the names in a theme's templates that no value has when `name` is rendered with these facts."""
    trees = dict(_reached(name, templates))
    given = {*facts, *templates.globals}
    known = given | {"self", "super", "loop", "caller", "varargs", "kwargs"}
    for tree in trees.values():
        known |= set(_bound(tree))
    problems = []
    for one, tree in trees.items():
        if one not in theme.files:
            continue
        sure = set(_maybe_undefined(tree))
        for found in tree.find_all(nodes.Name):
            if found.ctx == "load" and found.name not in known and id(found) not in sure:
                said = sentence("no value is called {name}", name=quote(found.name))
                place = theme.place(one, found.lineno)
                problems.append(Problem(place, "", said, did_you_mean(found.name, given)))
    return problems


def _reached(name: str, templates: jinja2.Environment) -> Iterator[tuple[str, nodes.Template]]:
    """Yield a template and those that it names, and so on."""
    seen, queue = {name}, [name]
    for one in queue:
        try:
            tree = _tree(one, templates)
        except jinja2.TemplateError:
            continue  # it is told where it is needed
        yield one, tree
        new = [named for _, named, _ in _named(tree) if named not in seen]
        seen.update(new)
        queue.extend(new)


def _bound(tree: nodes.Template) -> Iterator[str]:
    """Yield the names that a template gives to something itself, anywhere in it."""
    for name in tree.find_all(nodes.Name):
        if name.ctx in ("store", "param"):
            yield name.name
    for macro in tree.find_all(nodes.Macro):
        yield macro.name
    for whole in tree.find_all(nodes.Import):
        yield whole.target
    for some in tree.find_all(nodes.FromImport):
        for one in some.names:
            yield one if isinstance(one, str) else one[1]


def _maybe_undefined(tree: nodes.Template) -> Iterator[int]:
    """Yield the names that a template asks about, or has something instead of."""
    for asked in tree.find_all((nodes.Test, nodes.Filter)):
        inner = getattr(asked, "node", None)
        if isinstance(inner, nodes.Name) and getattr(asked, "name", "") in ("defined", "undefined", "default", "d"):
            yield id(inner)


def problem_of(error: Exception, theme: Theme | None, name: str | None = None) -> Problem:
    """Return what stopped a template, at the place where it stopped: if no line is to blame, the one called `name`."""
    message, hint = _said(error, theme)
    if isinstance(error, jinja2.TemplateSyntaxError):
        place = Place(error.filename or error.name or SHIPPED_IN, error.lineno, 0)
        places = [place]
    else:
        places = list(_places(error.__traceback__))
        if not places:
            is_own = theme is not None and name in theme.files
            places = [theme.place(name or "") if theme and is_own else Place(f"{SHIPPED_IN}{name or ''}", 0, 0)]
        place = places[-1]
    others: Collection[tuple[Place, Sentence]] = ()
    if place.file.startswith(SHIPPED_IN):
        own = [one for one in places if not one.file.startswith(SHIPPED_IN)]
        others = [(own[-1], sentence("it was asked for here"))] if own else []
        hint = hint or (
            sentence("this template is one of cop-plan's: what it needs, yours may lack")
            if theme
            else sentence("this is a fault of cop-plan's own; please report it")
        )
    return Problem(place, "", message, hint, tuple(others))


def _places(trace: TracebackType | None) -> Iterator[Place]:
    """Yield the lines of templates that were at work when an error came up, the outermost first."""
    while trace is not None:
        frame = trace.tb_frame
        if "__jinja_exception__" in frame.f_globals:  # Jinja puts frames of its own in place of the compiled code's
            yield Place(frame.f_code.co_filename, trace.tb_lineno, 0)
        trace = trace.tb_next


def _said(error: Exception, theme: Theme | None) -> tuple[Sentence, Sentence | None]:
    """Return what an error says, in the reader's words, and a hint."""
    match error:
        case UnusableValue():
            return error.message, error.hint
        case jinja2.TemplateNotFound():
            name = str(error.name)
            return _no_template(name), _near(name, theme) if theme else None
        case RecursionError():
            return sentence("the templates call each other without end"), None
        case MissingWord():
            return sentence("no word is called {name}", name=quote(error.key)), None
        case MemoryError():
            return sentence("this takes more memory than there is"), None
        case OverflowError() if "Range" in str(error):
            hint = sentence("a range may have {count} numbers", count=grouped(MAX_RANGE))
            return sentence("this counts further than a template may"), hint
        case jinja2.TemplateError(message=SaidToJinja() as told):
            return told.said, told.hint
        case jinja2.TemplateSyntaxError():
            hint = sentence("Jinja says: {text}", text=_lower(error.message or ""))
            return sentence("no template is written like this"), hint
        case OverflowError():
            return sentence("this number is too large"), None
        case ValueError() if "int_max_str_digits" in str(error):
            return sentence("this number has too many digits"), None
        case jinja2.TemplateError():
            return Sentence(_lower(error.message)) if error.message else sentence("this is no template"), None
        case _:
            return sentence("this fails: {why}", why=_lower(str(error) or type(error).__name__)), None


def _lower(text: str) -> str:
    """Return what a library says the way that we say things."""
    line = " ".join(text.split()).removesuffix(".")
    return line[:1].lower() + line[1:200]
