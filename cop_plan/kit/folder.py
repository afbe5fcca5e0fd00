"""What lies in the folder of a kit: which papers of the year, as which files, and what is still blank in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cop_plan.kit.paper_copies import Paper
from cop_plan.kit.print_pages import PrintPage
from cop_plan.plan.due import ReadyDocument
from cop_plan.render import markup
from cop_plan.render.words import Words

# What a paper's files end in: those to read, the best first, then those to send or to bring to a form service.
_READ = ("html", "md", "docx")
_ENDINGS = (
    *_READ, "eml", "google-forms.gs", "microsoft-forms.docx", "microsoft-forms.txt", "qualtrics.txt", "limesurvey.txt"
)  # fmt: skip

INDEX = "index.html"
"""What the list of all papers is called."""


@dataclass(frozen=True)
class KitFolder:
    """What lies in the folder of a kit: all papers of the year, and which files there are.

    `content` returns a file's text, None for what is no text. `print_pages` are those that are there; `not_joined` are
    files from which no page to print can be made, by the names of the pages. `endings` are those of all formats.
    """

    papers: tuple[Paper, ...]
    there: frozenset[str]
    content: Callable[[str], str | None]
    print_pages: tuple[PrintPage, ...] = ()
    not_joined: Mapping[str, str] = field(default_factory=dict)
    endings: tuple[str, ...] = ()

    @cached_property
    def files(self) -> Mapping[str, list[str]]:
        """Return what the files of each paper end in, the best to read first, by the papers' names."""
        in_order = dict.fromkeys((*self._to_read, *_ENDINGS))
        return {
            paper.name: [ending for ending in in_order if f"{paper.name}.{ending}" in self.there]
            for paper in self.papers
        }

    @cached_property
    def _to_read(self) -> tuple[str, ...]:
        # An ending of an added format is to read.
        return (*_READ, *(ending for ending in self.endings if ending not in _ENDINGS))

    @cached_property
    def of_entry(self) -> Mapping[str, list[Paper]]:
        """Return the papers that each entry asks for, whether they are there or not, by the names of the entries."""
        found: dict[str, list[Paper]] = {}
        for paper in self.papers:
            for entry in paper.entries:
                found.setdefault(entry.id, []).append(paper)
        return found

    def has(self, paper: Paper) -> bool:
        """Return whether a paper is there to be read."""
        return not set(self._to_read).isdisjoint(self.files[paper.name])

    def main(self, paper: Paper) -> str:
        """Return the name of the file in which a paper that is there is read best."""
        return f"{paper.name}.{self.files[paper.name][0]}"

    def blanks(self, paper: Paper) -> int | None:
        """Return how many blanks a paper that is there has; None where they cannot be counted."""
        name = self.main(paper)
        text = self.content(name) if name.endswith((".html", ".md")) else None
        if text is None:
            return None
        return markup.blanks_in_html(text) if name.endswith(".html") else markup.blanks(text)

    def ready(self, words: Words, address: Callable[[str], str]) -> Mapping[str, tuple[ReadyDocument, ...]]:
        """Return the documents that are there, by the names of the entries that ask for them, and pages to print.

        `address` returns where a link leads to a file by its name. Several papers of an entry are linked by the list of
        all papers, or by the first of them where that list is not there.
        """
        found = {one.session.id: (self._to_print(one, words, address),) for one in self.print_pages if one.session}
        for name, asked in self.of_entry.items():
            by_document: dict[str, list[Paper]] = {}
            for paper in filter(self.has, asked):
                by_document.setdefault(paper.document.name, []).append(paper)
            if by_document:
                documents = tuple(self._ready(name, of_one, words, address) for of_one in by_document.values())
                found[name] = (*documents, *found.get(name, ()))
        return found

    def _to_print(self, page: PrintPage, words: Words, address: Callable[[str], str]) -> ReadyDocument:
        return ReadyDocument(address(f"{page.name}.html"), words("kit.print_day"))

    def _ready(self, entry: str, papers: list[Paper], words: Words, address: Callable[[str], str]) -> ReadyDocument:
        several = len(papers) > 1 and INDEX in self.there
        href = f"{address(INDEX)}#{entry}" if several else address(self.main(papers[0]))
        title = papers[0].document.title(words.tag)
        return ReadyDocument(href, title, len(papers), tuple(self.blanks(one) for one in papers))
