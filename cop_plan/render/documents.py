"""The documents of the kit, as the heads of their templates tell: for whom each is, and how it is made and sent.

A document is one template, `templates/kit/en/NAME.md.j2`, that begins with a comment `{# document … #}` of lines of
`key: value`. Its text, title and reason in another language are those of that language's template of the same name;
where there is none, the English ones stand in.

Source: the field's own documents, row by row in `domain.md`; what each must contain stands in its template.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import cache
from typing import Any, Literal, get_args

from cop_plan.base import cached, files
from cop_plan.base.errors import Place, Problem, Problems, did_you_mean, quote
from cop_plan.base.frozen import frozen
from cop_plan.definition import nodes
from cop_plan.definition.community import KINDS, SESSIONS, Kind

Recipient = Literal["community", "sponsor", "member", "school", "jurisdiction", "session", "organization", "team"]
"""For whom there is a copy: one for the whole community, or one for each member, school, jurisdiction or session."""

Tells = Literal["first survey", "results"]
"""What of the records a document tells, beside what every document may."""

GoesTo = Literal["presenter", "absent members"]
"""To whom a message goes, if not to whom it is for."""

MAIN = "en"
"""The language whose templates say which documents there are."""

_HEAD = re.compile(r"\{# document\n(.*?)#\}", re.DOTALL)
_LAST = 1000


@frozen
class Document:
    """A document of the kit.

    A `message` is also written as a draft to send. `kinds` are the sessions that have it, for one that is made for each
    session. A `form` collects answers or signatures, and so has a privacy notice. One that is `each_time` is made anew
    for every entry that asks for it; one for `each_session` for every gathering; one that is `core_group_first` at the
    first entry for the core group, at the others for the rest. A `letter` goes to all members; as new it tells what
    came since the last of those that it `follows`, which are all letters if none is named.
    `asks` is the survey whose questions it has; an `agenda` has to add up.
    """

    name: str
    recipient: Recipient
    message: bool = False
    form: bool = False
    each_time: bool = False
    each_session: bool = False
    core_group_first: bool = False
    letter: bool = False
    follows: tuple[str, ...] = ()
    agenda: bool = False
    kinds: frozenset[Kind] = frozenset()
    asks: Literal["baseline", "final"] | None = None
    tells: Tells | None = None
    goes_to: GoesTo | None = None
    copy_to_principal: bool = False
    place: int = _LAST
    titles: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)

    def title(self, language: str) -> str:
        """Return what it is called in a language, given as a tag."""
        return self.titles.get(language.partition("-")[0], self.titles[MAIN])

    def reason(self, language: str) -> str:
        """Return why it is there, as a sentence."""
        return self.reasons.get(language.partition("-")[0], self.reasons[MAIN])

    def template(self, language: str) -> str:
        """Return the name of the template of its text."""
        short = language.partition("-")[0]
        return template_name(self.name, short if short in self.titles else MAIN)


def template_name(document: str, language: str) -> str:
    """Return the name of the template of a document in a language, such as `fr`."""
    return f"kit/{language}/{document}.md.j2"


_FLAGS = {
    "message": "message",
    "form": "form",
    "each time": "each_time",
    "each session": "each_session",
    "core group first": "core_group_first",
    "letter": "letter",
    "agenda": "agenda",
}
_WORDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "for": ("recipient", get_args(Recipient)),
    "asks": ("asks", ("baseline", "final")),
    "tells": ("tells", get_args(Tells)),
    "goes to": ("goes_to", get_args(GoesTo)),
}
_KEYS = (
    "title",
    "why",
    "for",
    "place",
    "kinds",
    "copy to",
    "follows",
    *_FLAGS,
    *(key for key in _WORDS if key != "for"),
)


def read(texts: Mapping[str, str]) -> Mapping[str, Document]:
    """Return the documents of templates, given by their names, in their order. Raises Problems of their heads."""
    return _documents(*_heads(texts))


_Heads = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""What the heads of templates say, by the document's name and the language."""


def _heads(texts: Mapping[str, str]) -> tuple[_Heads, list[Problem]]:
    """Return what the heads of templates say, and what is wrong with some."""
    heads: dict[str, dict[str, Mapping[str, Any]]] = {}
    problems: list[Problem] = []
    for name, text in texts.items():
        found = re.fullmatch(r"kit/(\w+)/([^_/][^/]*)\.md\.j2", name)
        if found:
            try:
                heads.setdefault(found[2], {})[found[1]] = _head(text, name)
            except Problems as wrong:
                problems.extend(wrong.problems)
    return heads, problems


def _documents(heads: _Heads, problems: Iterable[Problem] = ()) -> Mapping[str, Document]:
    """Return the documents of heads, in their order. Raises Problems, with those that are known already."""
    problems = list(problems)
    documents: list[Document] = []
    for name, by_language in heads.items():
        if MAIN in by_language:
            try:
                documents.append(_document(name, by_language))
            except Problems as wrong:
                problems.extend(wrong.problems)
    if problems:
        raise Problems(problems)
    return {one.name: one for one in sorted(documents, key=lambda one: (one.place, one.name))}


def _head(text: str, file: str) -> Mapping[str, Any]:
    """Return what the head of a template says. Raises Problems."""
    found = _HEAD.match(text)
    if found is None:
        raise Problems([_problem(file, 1, "a document begins with {# document and its title", None)])
    tree = nodes.read_yaml(f"\n{found[1]}".encode(), file)
    head = nodes.plain(tree) if tree is not None else {}
    problems = []
    for key in head:
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS)
            problems.append(_problem(file, 1, f"a document has no {quote(key)}", hint))
    missing = [key for key in ("title", "why") if not head.get(key)]
    problems += [_problem(file, 1, f"a document needs its {quote(key)}", None) for key in missing]
    if problems:
        raise Problems(problems)
    return head


def _problem(file: str, line: int, said: str, hint: str | None) -> Problem:
    return Problem(Place(f"templates/{file}", line, 0), "", said, hint)


def _document(name: str, by_language: Mapping[str, Mapping[str, Any]]) -> Document:
    """Return the document that the heads of its templates tell of. Raises Problems."""
    head, file = by_language[MAIN], template_name(name, MAIN)
    problems: list[Problem] = []
    values: dict[str, Any] = {field_name: head.get(key) == "yes" for key, field_name in _FLAGS.items()}
    for key, (field_name, known) in _WORDS.items():
        word = head.get(key)
        if word is not None and word not in known:
            problems.append(_problem(file, 1, f"{key}: {quote(str(word))} is none of {', '.join(known)}", None))
        values[field_name] = word
    place = str(head.get("place", _LAST))
    if not place.isdecimal():
        problems.append(_problem(file, 1, f"place: {quote(place)} is no number", None))
    kinds = _kinds(head.get("kinds", ()))
    problems += [
        _problem(file, 1, f"no kind of entry is called {quote(kind)}", did_you_mean(kind, KINDS))
        for kind in sorted(kinds - set(KINDS))
    ]
    if values["recipient"] is None:
        problems.append(_problem(file, 1, "a document says for whom it is", f"write  for: {get_args(Recipient)[0]}"))
    if problems:
        raise Problems(problems)
    return Document(
        name=name,
        kinds=frozenset(kinds),  # type: ignore[arg-type]  # each was looked up
        place=int(place),
        follows=tuple(_listed(head.get("follows", ()))),
        copy_to_principal=head.get("copy to") == "principal",
        titles={language: one["title"] for language, one in by_language.items()},
        reasons={language: one["why"] for language, one in by_language.items()},
        **values,
    )


def _kinds(written: str | Iterable[str]) -> set[str]:
    if written == "sessions":
        return set(SESSIONS)
    return set(_listed(written))


def _listed(written: str | Iterable[str]) -> Iterable[str]:
    return [written] if isinstance(written, str) else written


@cache
def shipped() -> Mapping[str, Document]:
    """Return the documents that ship with the program, by their names, in the order of the year."""
    return _documents(cached.data("documents", _shipped_heads))


def _shipped_heads() -> _Heads:
    names = sorted(name for name in files.template_names() if name.startswith("kit/"))
    heads, problems = _heads({name: files.template_text(name) or "" for name in names})
    if problems:
        raise Problems(problems)
    return heads
