"""Drafts of messages, to be opened in a mail program, looked at and sent by a person.

Source: RFC 5322; RFC 2046, 5.1.4; `X-Unsent: 1` makes a mail program open a draft, not a message that was received.
"""

import hashlib
import re
from email.errors import MessageError
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.policy import SMTP

from cop_plan.kit import Address, Envelope
from cop_plan.render.templates import one_line

# Python puts a long header below its name; some mail programs then show an empty one.
_FOLDED_AT_ONCE = re.compile(rb"^([A-Za-z-]+:)\r\n (?=\S)", re.MULTILINE)


def draft(envelope: Envelope, subject: str, text: str, html: str) -> bytes:
    """Return a draft with its text and its page. The same draft is the same byte for byte, and so it has no date."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    for header, people in (("To", envelope.to), ("Cc", envelope.cc), ("Bcc", envelope.bcc)):
        if found := [known for one in people if (known := _mail_address(one))]:
            message[header] = found
    message["Subject"] = one_line(subject)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    digest = hashlib.sha256(f"{subject}\0{text}\0{html}".encode()).hexdigest()
    message.set_boundary(f"cop-plan-{digest[:32]}")
    headers, empty_line, rest = message.as_bytes().partition(b"\r\n\r\n")
    return _FOLDED_AT_ONCE.sub(rb"\1 ", headers) + empty_line + rest


def _mail_address(address: Address) -> MailAddress | None:
    """Return an address as a header takes it; None if mail programs would not."""
    try:
        return MailAddress(one_line(address.name), addr_spec=one_line(address.email))
    except (MessageError, ValueError, IndexError):
        return None
