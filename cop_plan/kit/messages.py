"""Drafts of messages, to be opened in a mail program, looked at and sent by a person.

The headers are written here, not by Python's `email`: it folds a long display name without its quotation marks, and the
name's commas then divide it into recipients. Each draft is read back before it is handed on.
Sources: RFC 5322, 2.2.3 and 3.4; RFC 2047, 2 and 5; RFC 2046, 5.1.4; `X-Unsent: 1` makes a mail program open a draft,
not a message that was received.
"""

import hashlib
import re
import unicodedata
from base64 import b64encode, encodebytes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP, default
from email.quoprimime import body_encode
from email.utils import getaddresses
from functools import lru_cache

from cop_plan.base.errors import ValueProblem, ValueProblems, quote
from cop_plan.base.translatable import sentence
from cop_plan.definition.addresses import EMAIL
from cop_plan.kit import Address, Envelope
from cop_plan.render.templates import one_line

_ADDRESS = re.compile(EMAIL)
# Words of a display name that stand without quotation marks.
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_PRINTABLE_ASCII = re.compile(r"[ -~]*")
_MAX_LINE = 76
_ENCODED_WORD = "=?utf-8?b?{}?="
# Characters that turn the direction of what stands behind them (source: UAX 9, 2), and byte order marks,
# which some readers take away.
_UNSEEN = frozenset("\ufeff\ufffe\uffff\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Control characters and halves of characters.
_NOT_IN_HEADERS = frozenset(("Cc", "Cs"))


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message. `name` is ASCII; `media_type` may have parameters."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class CalendarRequest:
    """A calendar file that a mail program shows as a request to answer or take over, with its method of iTIP."""

    method: str
    content: bytes


def draft(
    envelope: Envelope,
    subject: str,
    text: str,
    html: str,
    attached: Sequence[Attachment] = (),
    request: CalendarRequest | None = None,
) -> bytes:
    """Return a draft with its text, its page and its files. The same draft is the same byte for byte: it has no date.

    Raises ValueProblems if a mail program would not find exactly the envelope's addresses, and this subject.
    """
    headers, wrong = ["X-Unsent: 1\r\n"], list[ValueProblem]()
    for header, people in _recipients(envelope):
        text_of_header, found = _addressed(header, people)
        headers.append(text_of_header)
        wrong += found
    text_of_header, is_read = _titled(subject)
    headers.append(text_of_header)
    if not wrong and not is_read:
        said = sentence("a draft's subject {subject} would not be read as it is written", subject=quote(subject))
        wrong.append(ValueProblem((), said))
    if wrong:
        raise ValueProblems(wrong)
    body = _alternatives(text, html, request)
    if attached:
        body = _multipart("mixed", [body, *map(_file_part, attached)])
    return f"{''.join(headers)}MIME-Version: 1.0\r\n{body}".encode("ascii", "replace")


# Written here, not by Python's `email`, which takes a hundred times as long.
def _alternatives(text: str, html: str, request: CalendarRequest | None) -> str:
    """Return the text, the page and the request as one part, the richest last. Source: RFC 2046, 5.1.4; RFC 6047, 2.4.

    It begins with its own headers, as every part here does.
    """
    parts = [
        _part('text/plain; charset="utf-8"', "quoted-printable", _quoted_printable(text)),
        _part('text/html; charset="utf-8"', "quoted-printable", _quoted_printable(html)),
    ]
    if request is not None:
        kind = f'text/calendar; charset="utf-8"; method={request.method}'
        parts.append(_part(kind, "base64", _base64(request.content)))
    return _multipart("alternative", parts)


def _file_part(one: Attachment) -> str:
    """Return the part of a file. Source: RFC 2183, 2; older programs take the name from the type."""
    named = f'Content-Disposition: attachment;\r\n filename="{one.name}"\r\n'
    return named + _part(f'{one.media_type};\r\n name="{one.name}"', "base64", _base64(one.content))


def _part(kind: str, encoding: str, content: str) -> str:
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{content}"


def _multipart(kind: str, parts: Sequence[str]) -> str:
    """Return several parts as one, divided by a line that is in none of them. Source: RFC 2046, 5.1.1."""
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    boundary = f"cop-plan-{digest[:32]}"
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n'
    return head + "".join(f"--{boundary}\r\n{part}\r\n" for part in parts) + f"--{boundary}--\r\n"


def _base64(content: bytes) -> str:
    return encodebytes(content).decode("ascii").replace("\n", "\r\n")


def _quoted_printable(text: str) -> str:
    """Return a text as a part of a message has it. Source: RFC 2045, 6.7."""
    return "".join([_encoded(line) for line in text.encode().splitlines() or [b""]])


# Most lines of a page are its style, which every draft has.
@lru_cache(maxsize=8192)
def _encoded(line: bytes) -> str:
    return body_encode(line.decode("latin-1"), SMTP.max_line_length or 78, "\r\n") + "\r\n"


def header_text(text: str) -> str:
    """Return a text as it can stand in a header: one line, without characters that are not seen but do harm."""
    shown = (one for one in one_line(text) if one not in _UNSEEN and unicodedata.category(one) not in _NOT_IN_HEADERS)
    return one_line("".join(shown))


def _recipients(envelope: Envelope) -> Iterator[tuple[str, tuple[Address, ...]]]:
    for header, people in (("To", envelope.to), ("Cc", envelope.cc), ("Bcc", envelope.bcc)):
        if people:
            yield header, people


def _address_lines(header: str, people: tuple[Address, ...]) -> Iterator[str]:
    """Yield the lines of a header, each person's address in one line with the name, or in one of its own below it."""
    begins = f"{header}: "
    for at, one in enumerate(people, start=1):
        comma = "," if at < len(people) else ""
        *name, last = _mailbox(header_text(one.name), one.email, len(begins), len(comma))
        for line in (*name, f"{last}{comma}"):
            yield begins + line
            begins = " "


def _mailbox(name: str, address: str, before: int, behind: int) -> list[str]:
    """Return a person's name and address in one line, or in several.

    So many characters stand `before` it in the first line, and `behind` it in the last.
    """
    if not name:
        return [address]
    if _PRINTABLE_ASCII.fullmatch(name) and "=?" not in name:
        phrase = name if _ATOMS.fullmatch(name) else '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
        if before + len(line := f"{phrase} <{address}>") + behind <= _MAX_LINE:
            return [line]
    return [*_encoded_words(name, before), f"<{address}>"]


def _subject_lines(subject: str) -> Iterator[str]:
    line = f"Subject: {subject}".rstrip()
    if _PRINTABLE_ASCII.fullmatch(line) and "=?" not in line and len(line) <= _MAX_LINE:
        yield line
        return
    first, *others = _encoded_words(subject, len("Subject: "))
    yield f"Subject: {first}"
    yield from (f" {word}" for word in others)


def _encoded_words(text: str, before: int) -> list[str]:
    """Return a text as encoded words, a line each, in which no character has a meaning for a header.

    So many characters stand `before` the first one in its line. None divides a character.
    """
    pieces, piece, room = [], b"", _room(before)
    for character in text:
        more = character.encode()
        if len(piece) + len(more) > room:
            pieces.append(piece)
            piece, room = b"", _room(1)
        piece += more
    return [_ENCODED_WORD.format(b64encode(one).decode()) for one in (*pieces, piece)]


def _room(before: int) -> int:
    """Return how many bytes go into an encoded word that has so many characters before it in its line."""
    return (_MAX_LINE - before - len(_ENCODED_WORD.format(""))) // 4 * 3


# A member gets many drafts, and many get a draft of one title: each header is read back once.
@lru_cache(maxsize=4096)
def _addressed(header: str, people: tuple[Address, ...]) -> tuple[str, tuple[ValueProblem, ...]]:
    """Return a header with addresses, and for each person in it whom a draft would not reach, a value_problem.

    What two readers find in it is compared with what was meant.
    """
    text = _text_of(_address_lines(header, people))
    if strange := [one for one in people if not _ADDRESS.fullmatch(one.email)]:
        return text, tuple(_unreachable(header, one) for one in strange)
    raw, meant = text.encode("ascii", "replace"), [one.email for one in people]
    modern = BytesHeaderParser(policy=default).parsebytes(raw)
    classic = BytesHeaderParser().parsebytes(raw)
    by_classic = [address for _, address in getaddresses(classic.get_all(header, []))]
    if modern.keys() == [header] and meant == _found(modern, header) == by_classic:
        return text, ()
    return text, tuple(_unreachable(header, one) for one in people)


@lru_cache(maxsize=4096)
def _titled(subject: str) -> tuple[str, bool]:
    """Return the header with a draft's subject, and whether it is read as it was meant."""
    text = _text_of(_subject_lines(header_text(subject)))
    modern = BytesHeaderParser(policy=default).parsebytes(text.encode("ascii", "replace"))
    return text, modern.keys() == ["Subject"] and str(modern["Subject"]) == header_text(subject)


def _text_of(lines: Iterable[str]) -> str:
    return "".join(f"{line}\r\n" for line in lines)


def _found(message: EmailMessage, header: str) -> list[str] | None:
    try:
        return [one.addr_spec for one in message[header].addresses]
    except (MessageError, AttributeError, IndexError, ValueError):
        return None  # Python's own faults with a header that it cannot read


def _unreachable(header: str, person: Address) -> ValueProblem:
    said = sentence(
        "a draft would not reach {name} alone at {address} ({header})",
        name=quote(header_text(person.name)),
        address=quote(person.email),
        header=header,
    )
    return ValueProblem((), said, sentence("write the address as name@example.org"))
