"""Templates compiled to Python when the package is built, which takes longer than to render them.

A build writes one module for each template into `cop_plan/_compiled`; a run uses it only if it was made from the same
text, in the same way and for the same version of Jinja's format, and else compiles the text. This module imports
nothing of the program but `base.built`, so that a build, where little is installed, can import it alone.
"""

import hashlib
from collections.abc import Mapping, MutableMapping
from importlib.util import find_spec
from typing import Any

import jinja2
from jinja2.bccache import bc_version

from cop_plan.base.built import PACKAGE, module_name

OPTIONS: Mapping[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "keep_trailing_newline": True}
"""How templates are read."""

ESCAPED = ("html", "html.j2")
"""How the names of templates end in which HTML is escaped."""


def digest(template: str, text: str) -> str:
    """Return what tells whether a module was made from this text, in the way in which it would be made now."""
    made_of = (bc_version, sorted(OPTIONS.items()), ESCAPED, sorted(WITH_CONTEXT), template, text)
    return hashlib.sha256(repr(made_of).encode("utf-8", "surrogatepass")).hexdigest()


WITH_CONTEXT = frozenset({"known"})
"""The filters of the program that are also given the context."""


class _FilterStubs(dict[str, Any]):
    """The filters of a build: Jinja's own, and for each other name one that cannot be called before a run."""

    def get(self, name: str, default: Any = None) -> Any:
        """Return a filter."""
        return super().get(name, default or (_not_yet_with_context if name in WITH_CONTEXT else _not_yet))


def _not_yet(*_: Any) -> None:
    raise NotImplementedError  # so the compiler leaves it for the run


@jinja2.pass_context
def _not_yet_with_context(*_: Any) -> None:
    raise NotImplementedError


def module_text(template: str, text: str) -> str:
    """Return the module of a template. Raises jinja2.TemplateSyntaxError."""
    environment = jinja2.Environment(autoescape=jinja2.select_autoescape(ESCAPED), **OPTIONS)
    environment.filters = _FilterStubs(environment.filters)
    # The digest stands at the end: Jinja counts the lines of its code from the beginning.
    return f"{environment.compile(text, template, template, raw=True)}\ndigest = {digest(template, text)!r}\n"


def template(
    environment: jinja2.Environment, name: str, text: str, file: str | None, known: MutableMapping[str, Any]
) -> jinja2.Template | None:
    """Return a template from the module that was built from this text; None if there is none. `known` are globals."""
    namespace: dict[str, Any] = {"environment": environment, "__file__": file}
    try:
        spec = find_spec(f"{PACKAGE}.{module_name(name)}")
        code = spec.loader.get_code(spec.name) if spec and spec.loader else None  # type: ignore[attr-defined]
        if code is None:
            return None
        exec(code, namespace)  # noqa: S102  # a module of the package, for this environment instead of for all
    except Exception:  # none was built, or it is damaged, or made for a Jinja that had other names
        return None
    if namespace.get("digest") != digest(name, text):
        return None
    return environment.template_class.from_module_dict(environment, namespace, known)
