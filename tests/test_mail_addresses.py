"""Drafts go to whom they name: whatever a name holds, every reader of mail finds the addresses that were meant."""

import csv
import email
import email.policy
import io
import json
import random
import re
import subprocess
import unicodedata
from collections.abc import Callable, Sequence
from email.header import decode_header
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import PATIENCE_SECONDS, TODAY, Ran, Write
from cop_plan import kit
from cop_plan.base.errors import ValueProblems
from cop_plan.definition import addresses
from cop_plan.kit import messages
from test_kit import COMMUNITY

READER = Path(__file__).parent / "read_mail.mjs"
BOX = ("To", "Cc", "Bcc")

PIECES = [
    *"""()<>[]:;@\\,."'=?_%!|{}*&#$/ \t""",
    *("\r\n", "\n", "\r", "\0", "\x07", "\x1b", "\x7f", "\x85", "\u2028", "\ufeff", "\ud800", "\udfff"),
    *("\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069", "\u061c", "\u200b", "\u200d", "\ufffe", "\u00a0"),
    *("=?utf-8?q?a=2C_b=40c.org?=", "=?utf-8?b?LA==?=", "=?iso-8859-1?q?=3Cx=40y.org=3E?=", "=?", "?=", "=?x?y?z?="),
    *("<stranger@example.com>", "stranger@example.com", ", stranger@example.com,", "Group: a@b.org;", "(comment)"),
    *('"', '\\"', "\\", '"@example.com', "\r\nBcc: stranger@example.com", "\r\n\r\nbody", "Dr.", "J. R.", "...", "  "),
    *("Ève", "Noël", "Straße", "Łukasz", "Ирина", "Ελένη", "דוד", "محمد", "佐藤", "김철수", "नमस्ते", "ጤና", "ᐃᓄᒃ", "𐐷"),
    *("👩‍👩‍👧‍👦", "🇨🇦", "👍🏽", "e\u0301", "\u0301", "ﷺ", "ﬁ", "ʼ", "’", "，", "＠", "＜", "Amina", "Okafor"),
]  # fmt: skip


def hostile_name(pick: random.Random) -> str:
    length = min(pick.randint(1, 400) for _ in range(3))
    match pick.randrange(5):
        case 0:
            return "".join(pick.choices(PIECES, k=pick.randint(1, 12)))
        case 1:
            return " ".join(pick.choices(PIECES, k=pick.randint(1, 12)))
        case 2:  # long and plain but for the signs that divide a header
            words = pick.choices(["Principal", "of", "Elm,", "and", "(acting)", "vice;", "Head:", "St.", '"Jo"'], k=60)
            return " ".join(words)[: 60 + length]
        case 3:
            return "".join(chr(pick.randint(0x20, 0x7E)) for _ in range(length))
    return "".join(pick.choices(PIECES, k=length))[:length]


def address(pick: random.Random, number: int) -> str:
    local = "".join(pick.choices("abcxyz0189!#$%&'*+/=?^_`{|}~-", k=pick.randint(1, 30)))
    return f"a{local}.{number}@{'long-label-of-a-school.' * pick.randint(0, 4)}example.org"


Meant = list[list[tuple[str, str]]]


ReadElsewhere = Callable[[Sequence[bytes]], list[dict[str, Any]]]


@pytest.fixture(scope="session")
def read_elsewhere() -> ReadElsewhere:
    """What two parsers of mail in JavaScript find in drafts."""
    return _read_elsewhere


def _read_elsewhere(drafts: Sequence[bytes]) -> list[dict[str, Any]]:
    texts = json.dumps([one.decode("ascii") for one in drafts])
    done = subprocess.run(
        ["node", READER], input=texts.encode(), capture_output=True, check=False, timeout=PATIENCE_SECONDS
    )
    assert done.returncode == 0, done.stderr.decode()
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def unfolded(text: str) -> str:
    """Return the text of encoded words and of what stands between them."""
    pieces = decode_header(text)
    return "".join(one if isinstance(one, str) else one.decode(charset or "ascii") for one, charset in pieces)


def read_by_python(draft: bytes) -> tuple[list[list[str]], str]:
    message = email.message_from_bytes(draft, policy=email.policy.default)
    found = [[one.addr_spec for one in message[header].addresses] if message[header] else [] for header in BOX]
    return found, str(message["Subject"])


def read_as_before(draft: bytes) -> Meant:
    """Read names and addresses as Python did before there were policies."""
    message = email.message_from_bytes(draft)
    return [[(unfolded(name), at) for name, at in getaddresses(message.get_all(header, []))] for header in BOX]


def drafted(meant: Meant, subject: str) -> bytes:
    to, cc, bcc = (tuple(kit.Address(name, at) for name, at in people) for people in meant)
    return messages.draft(kit.Envelope(to, cc, bcc), subject, "Dear you", "<p>Dear you</p>")


def test_ten_thousand_hostile_names_reach_nobody_else_in_four_parsers(read_elsewhere: ReadElsewhere) -> None:
    pick = random.Random(1)
    intended, subjects, drafts = [], [], []
    for number in range(2_000):
        many = pick.choice([(1, 2, 2), (1, 0, 4), (0, 1, 4), (2, 3, 0)])
        meant = [[(hostile_name(pick), address(pick, number)) for _ in range(size)] for size in many]
        subjects.append(hostile_name(pick))
        drafts.append(drafted(meant, subjects[-1]))
        intended.append(meant)
    assert sum(len(people) for meant in intended for people in meant) == 10_000

    found = read_elsewhere(drafts)
    for number, (meant, subject, draft, other) in enumerate(zip(intended, subjects, drafts, found, strict=True)):
        just_addresses = [[address for _, address in people] for people in meant]
        shown = [[(messages.header_text(name), address) for name, address in people] for people in meant]
        headers = [header.lower() for header, people in zip(BOX, meant, strict=True) if people]
        if number % 5 == 0:  # the slowest of the four has read every draft when it was made
            assert read_by_python(draft) == (just_addresses, messages.header_text(subject))
        assert other["strict"] == just_addresses
        assert [[address for _, address in people] for people in other["lenient"]] == just_addresses
        assert read_as_before(draft) == shown
        assert other["subject"] == messages.header_text(subject)
        assert sorted(other["headers"]) == sorted(["x-unsent", *headers, "subject", "content-type", "mime-version"])


def test_no_line_of_a_header_is_long_and_no_encoded_word_is_longer_than_allowed_or_divides_a_character() -> None:
    pick = random.Random(2)
    for number in range(500):
        head, _, _ = drafted([[(hostile_name(pick), f"a{number}@example.org")], [], []], hostile_name(pick)).partition(
            b"\r\n\r\n"
        )
        for line in head.decode("ascii").split("\r\n"):
            assert len(line) <= 76, line
        for word in re.findall(r"=\?utf-8\?b\?[^?]*\?=(?![^\r\n])", head.decode("ascii")):
            assert len(word) <= 75
            assert unfolded(word)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("", "a@example.org"),
        (" \t\u202e", "a@example.org"),
        ("Amina Okafor", "Amina Okafor <a@example.org>"),
        ("Okafor, Amina", '"Okafor, Amina" <a@example.org>'),
        ("J. Okafor", '"J. Okafor" <a@example.org>'),
        ('Amina "Mina" \\ Okafor', '"Amina \\"Mina\\" \\\\ Okafor" <a@example.org>'),
        ("Ève Noël", "=?utf-8?b?w4h2ZSBOb8OrbA==?=\r\n <a@example.org>"),
        ("=?utf-8?q?Eve?=", "=?utf-8?b?PT91dGYtOD9xP0V2ZT89?=\r\n <a@example.org>"),
        ("Amina\r\nBcc: x@example.com", '"Amina Bcc: x@example.com" <a@example.org>'),
    ],
)
def test_a_name_is_written_as_every_reader_takes_it(name: str, written: str) -> None:
    draft = drafted([[(name, "a@example.org")], [], []], "Welcome")
    assert draft.startswith(f"X-Unsent: 1\r\nTo: {written}\r\nSubject: Welcome\r\n".encode())


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org, stranger@example.com",
        "a@example.org\r\nBcc: stranger@example.com",
        "a@example.org> <stranger@example.com",
        "team: a@example.org, stranger@example.com;",
        "é@example.org",
        "a@exämple.org",
        '"a, b"@example.org',
        "@relay.example.com:a@example.org",
        "a(comment)@example.org",
        "a@[192.0.2.1]",
        "nobody",
        "",
        "\ud800@example.org",
    ],
)
@pytest.mark.parametrize("header", [0, 1, 2])
def test_no_draft_is_made_that_would_not_reach_whom_it_names(address: str, header: int) -> None:
    meant: Meant = [[("Bo", "bo@example.org")], [], []]
    meant[header] = [*meant[header], ("Amina Okafor", address)]
    with pytest.raises(ValueProblems) as raised:
        drafted(meant, "Welcome")
    (said,) = (one.message for one in raised.value.value_problems)
    assert said.startswith("a draft would not reach 'Amina Okafor' alone at ")


def test_hostile_members_and_principals_each_get_their_own_draft(
    run: Callable[..., Ran], write: Write, read_elsewhere: ReadElsewhere
) -> None:
    pick = random.Random(3)
    # Control characters, halves of characters and another's address are refused where a table is read.
    names = (messages.header_text(hostile_name(pick)) for _ in range(300))
    pieces = [name for name in names if name and not addresses.split(name)[1]][:60]
    assert len(pieces) == 60
    people = {f"p{at}@example.org": f"{at} {name}" for at, name in enumerate(pieces)}
    table, schools = io.StringIO(), io.StringIO()
    csv.writer(table).writerows(
        [("name", "email", "school"), *((n, a, f"School {n.split()[0]}") for a, n in people.items())]
    )
    csv.writer(schools).writerows(
        [
            ("school", "jurisdiction", "principal", "email"),
            *((f"School {n.split()[0]}", "North", f"head, {n}", f"head-{a}") for a, n in people.items()),
        ]
    )
    definition = write(COMMUNITY, {"members.csv": table.getvalue(), "schools.csv": schools.getvalue()})
    done = run("kit", definition, "thank-you", "--today", TODAY, "--format", "eml")
    assert done.code == 0, done.err
    drafts = [path.read_bytes() for path in (definition.parent / "kit" / "thank-you").glob("*.eml")]
    assert len(drafts) == len(people)
    seen = set()
    for draft, other in zip(drafts, read_elsewhere(drafts), strict=True):
        exact, _ = read_by_python(draft)
        (address,) = exact[0]
        ((shown, _),) = read_as_before(draft)[0]
        assert exact == [[address], [f"head-{address}"], []] == other["strict"]
        assert shown.split() == unicodedata.normalize("NFC", people[address]).split()
        seen.add(address)
    assert seen == set(people)


# What divides lines and parts, and what quoted-printable must write otherwise.
BODY = st.text(
    st.sampled_from("\n\r\t =?é👩\u2028\x0c\x85<>&.-") | st.characters(exclude_categories=["Cs"]), max_size=400
)


def parts_of(draft: bytes) -> list[tuple[str, str | None, str]]:
    """Return the type, the character set and the text of each part."""
    message = email.message_from_bytes(draft, policy=email.policy.SMTP)
    return [(one.get_content_type(), one.get_content_charset(), one.get_content()) for one in message.iter_parts()]


@given(text=BODY, html=BODY)
@settings(max_examples=500)
def test_the_parts_are_those_that_python_writes(text: str, html: str) -> None:
    ours = messages.draft(kit.Envelope((kit.Address("Bo", "bo@example.org"),), (), ()), "Welcome", text, html)
    expected = EmailMessage(policy=email.policy.SMTP)
    expected.set_content(text, cte="quoted-printable")
    expected.add_alternative(html, subtype="html", cte="quoted-printable")
    assert parts_of(ours) == parts_of(bytes(expected))
    assert max(map(len, ours.split(b"\r\n"))) <= 78
