"""The documents of the kit, as the heads of their templates tell: for whom each is, and how it is made and sent.

A document is one template, `templates/kit/en/NAME.md.j2`, that begins with a comment `{# document … #}` of lines of
`key: value`. Its text, title and reason in another language are those of that language's template of the same name; the
head there says no more than these. Where there is none, the English ones stand in.

Source: the field's own documents, row by row in `domain.md`; what each must contain stands in its template.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from functools import cache
from typing import Any, Literal, get_args

from cop_plan.base import files
from cop_plan.base.errors import Path, Place, Problem, Problems, did_you_mean, quote
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.definition import nodes
from cop_plan.definition.community import KINDS, SESSIONS, SURVEY_NAMES, Kind, SurveyName
from cop_plan.definition.languages import MAIN

Recipient = Literal[
    "community", "sponsor", "sponsor and partners", "member", "school", "jurisdiction", "session", "guest",
    "organization", "audience", "team"
]  # fmt: skip
"""For whom there is a copy: one for the whole community, or one for each member, school, jurisdiction, session or
guest, for the sponsor and each partner, or for each audience of `legacy.audiences`."""

Tells = Literal["first survey", "evidence so far", "results", "last year"]
"""What of the records a document tells, beside what every document may."""

GoesTo = Literal["presenter", "absent members"]
"""To whom a message goes, if not to whom it is for."""

CalendarFile = Literal["session", "cancellation", "invitation"]
"""The calendar file that goes with a message: its session, that it is cancelled, or a request to come and answer."""

Happened = Literal["moved", "cancelled", "presenter changed", "joined late", "facilitator changed"]
"""What must have happened to the year for a document that tells of it."""
Sheet = Literal["certificate", "cards", "list"]
"""How a document lies on landscape paper: framed and centered; two cards side by side; rows to write in by hand."""

_HEAD = re.compile(r"\{# document[ \t]*\n(.*?)#\}", re.DOTALL)
_LAST = 1000


@frozen
class Document:
    """A document of the kit.

    A `message` is also written as a draft to send. `kinds` are the sessions that have it, for one that is made for each
    session. A `form` collects answers or signatures, and so has a privacy notice. One that is `each_time` is made anew
    for every entry that asks for it; one for `each_session` for every gathering; one that is `core_group_first` at the
    first entry for the core group, at the others for the rest. A `letter` goes to all members; as new it tells what
    came since the last of those that it `follows`, which are all letters if none is named.
    `asks` is the survey whose questions it has; an `agenda` has to add up. `attach` are the documents that go with a
    message; with the last one, if it is made each time. One that tells what `happened` is made for nothing else.
    One whose `frame` is that of a letter is printed as one; `one_page` is printed close, to fit on one.
    One without a `sheet` is upright. What is used at a session is needed `on_the_day`, on paper.
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
    on_the_day: bool = False
    kinds: frozenset[Kind] = frozenset()
    frame: Literal["letter"] | None = None
    one_page: bool = False
    asks: SurveyName | None = None
    tells: Tells | None = None
    goes_to: GoesTo | None = None
    calendar: CalendarFile | None = None
    happened: Happened | None = None
    attach: tuple[str, ...] = ()
    sheet: Sheet | None = None
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


_FLAGS = (
    "one page", "message", "form", "each time", "each session", "core group first", "letter", "agenda", "on the day"
)  # fmt: skip
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "for": get_args(Recipient),
    "frame": ("letter",),
    "asks": SURVEY_NAMES,
    "tells": get_args(Tells),
    "goes to": get_args(GoesTo),
    "calendar": get_args(CalendarFile),
    "happened": get_args(Happened),
    "sheet": get_args(Sheet),
    "copy to": ("principal",),
    **dict.fromkeys(_FLAGS, ("yes", "no")),
}
"""The keys whose value is one of some words."""

_TEXTS = ("title", "why")
_KEYS = (*_TEXTS, "place", "kinds", "follows", "attach", *_CHOICES)


def read(texts: Mapping[str, str]) -> Mapping[str, Document]:
    """Return the documents of templates, given by their names, in their order. Raises Problems of their heads."""
    heads: dict[str, dict[str, _Head]] = {}
    for name, text in texts.items():
        if found := re.fullmatch(r"kit/(\w+)/([^_/][^/]*)\.md\.j2", name):
            heads.setdefault(found[2], {})[found[1]] = _Head(name, text)
    documents: list[Document] = []
    for name, by_language in heads.items():
        if MAIN not in by_language:
            for head in by_language.values():
                needed = quote(template_name(name, MAIN))
                head.complain((), sentence("a document needs its template {name}", name=needed))
        elif all(head.is_read for head in by_language.values()):
            documents.append(_document(name, by_language, heads))
    if problems := [one for by_language in heads.values() for head in by_language.values() for one in head.problems]:
        raise Problems(problems)
    return {one.name: one for one in sorted(documents, key=lambda one: (one.place, one.name))}


class _Head:
    """The head of a template, and what is found to be wrong with it. `is_read` says that it is lines of key: value."""

    def __init__(self, template: str, text: str) -> None:
        file = f"templates/{template}"
        self.problems: list[Problem] = []
        self.tree = nodes.MappingNode({}, {}, Place(file, 1, 1))
        self.is_read = False
        found = _HEAD.match(text)
        if found is None:
            hint = sentence("write {begin}, then lines of key: value, then {end}", begin="{# document", end="#}")
            self.complain((), sentence("a document begins with its head"), hint)
            return
        try:
            tree = nodes.read_yaml(f"\n{found[1]}".encode(), file)  # the first line is the one that opens the head
        except Problems as wrong:
            self.problems.extend(wrong.problems)
            return
        if isinstance(tree, nodes.MappingNode):
            self.tree = tree
        elif tree is not None:
            self.problems.append(Problem(tree.place, "", sentence("the head of a document is lines of key: value")))
            return
        self.is_read = True

    def complain(self, path: Path, said: Sentence, hint: Sentence | None = None, *, at_key: bool = False) -> None:
        """Note what is wrong with the value at a path, or with its key; with the head itself, if the path is empty."""
        place = nodes.place_of(self.tree, path, key=at_key) if path else Place(self.tree.place.file, 1, 1)
        self.problems.append(Problem(place, "", said, hint))

    def value(self, key: str) -> Any:
        """Return the plain value of a key; None if there is none."""
        node = self.tree.entries.get(key)
        return None if node is None else nodes.plain(node)

    def text(self, key: str) -> str:
        """Return the text that every head has under a key."""
        value = self.value(key)
        if value is None:
            self.complain((), sentence("a document needs its {key}", key=quote(key)))
        elif not isinstance(value, str):
            self.complain((key,), sentence("{key}: a text is expected here", key=key))
        return value if isinstance(value, str) else ""

    def choice(self, key: str) -> str | None:
        """Return the word under a key that takes one of some words; None if there is none, or another."""
        value, known = self.value(key), _CHOICES[key]
        if value is None or value in known:
            return value  # type: ignore[no-any-return]  # one of the known words
        if isinstance(value, str):
            said = sentence("{key}: {value} is none of {known}", key=key, value=quote(value), known=", ".join(known))
            self.complain((key,), said, did_you_mean(value, known))
        else:
            hint = sentence("choose from {known}", known=", ".join(known))
            self.complain((key,), sentence("{key}: one word is expected here", key=key), hint)
        return None

    def number(self, key: str) -> int | None:
        """Return the number under a key; None if there is none."""
        value = self.value(key)
        if value is None or (isinstance(value, str) and re.fullmatch("[0-9]{1,9}", value)):
            return None if value is None else int(value)
        said = sentence("{key}: a number is expected here", key=key)
        self.complain((key,), said, sentence("write digits only"))
        return None

    def words(self, key: str, known: Collection[str]) -> Iterator[str]:
        """Yield the known words of a list, or the one that stands for it."""
        value = self.value(key)
        for at, word in enumerate(value if isinstance(value, list) else [value]):
            path: Path = (key, at) if isinstance(value, list) else (key,)
            if isinstance(word, str) and word in known:
                yield word
            elif isinstance(word, str):
                name = quote(word)
                said = (
                    sentence("no kind of entry is called {name}", name=name)
                    if key == "kinds"
                    else sentence("no document is called {name}", name=name)
                )
                self.complain(path, said, did_you_mean(word, known))
            elif word is not None:
                self.complain(path, sentence("{key}: a word, or a list of words, is expected here", key=key))


def _document(name: str, by_language: Mapping[str, _Head], documents: Collection[str]) -> Document:
    """Return the document that the heads of its templates tell of; what is wrong is noted in these."""
    main, others = by_language[MAIN], [head for language, head in by_language.items() if language != MAIN]
    for head in by_language.values():
        for key in head.tree.entries:
            if key not in _KEYS:
                said = sentence("a document has no {key}", key=quote(key))
                head.complain((key,), said, did_you_mean(key, _KEYS), at_key=True)
    for head in others:
        for key in [key for key in head.tree.entries if key in _KEYS and key not in _TEXTS]:
            named = quote(template_name(name, MAIN))
            said = sentence("{key} is said in one place, the head of {name}", key=quote(key), name=named)
            head.complain((key,), said, at_key=True)
    chosen = {key: main.choice(key) for key in _CHOICES}
    if main.value("for") is None:
        hint = sentence("write  for: {whom}", whom=get_args(Recipient)[0])
        main.complain((), sentence("a document says for whom it is"), hint)
    is_of_all = main.value("kinds") == "sessions"
    kinds = SESSIONS if is_of_all else main.words("kinds", KINDS)
    place = main.number("place")
    return Document(
        name=name,
        recipient=chosen["for"],  # type: ignore[arg-type]  # one of the known words, here and below
        frame=chosen["frame"],  # type: ignore[arg-type]
        asks=chosen["asks"],  # type: ignore[arg-type]
        tells=chosen["tells"],  # type: ignore[arg-type]
        goes_to=chosen["goes to"],  # type: ignore[arg-type]
        calendar=chosen["calendar"],  # type: ignore[arg-type]
        happened=chosen["happened"],  # type: ignore[arg-type]
        sheet=chosen["sheet"],  # type: ignore[arg-type]
        copy_to_principal=chosen["copy to"] is not None,
        kinds=frozenset(kinds),  # type: ignore[arg-type]
        follows=tuple(main.words("follows", documents)),
        attach=tuple(main.words("attach", documents)),
        place=_LAST if place is None else place,
        titles={language: head.text("title") for language, head in by_language.items()},
        reasons={language: head.text("why") for language, head in by_language.items()},
        **{flag.replace(" ", "_"): chosen[flag] == "yes" for flag in _FLAGS},
    )


@cache
def shipped() -> Mapping[str, Document]:
    """Return the documents that ship with the program, by their names, in the order of the year."""
    names = sorted(name for name in files.template_names() if name.startswith("kit/"))
    return read({name: files.template_text(name) or "" for name in names})


@cache
def title(name: str, language: str) -> str:
    """Return what a document that ships with the program is called, whose head alone is read; nothing for none."""
    for folder in dict.fromkeys((language, MAIN)):
        template = template_name(name, folder)
        if (text := files.template_text(template)) is not None:
            return _Head(template, text).text("title")
    return ""
