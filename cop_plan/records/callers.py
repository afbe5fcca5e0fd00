"""Names in exports that are no person's: telephones, devices, headings that stand among the people.

Somebody who is only a telephone is one caller, however the number is written. A device tells nobody.
"""

import re

from cop_plan.definition.names import alike

_NUMBER = re.compile(r"(?:tel|phone|telephone|mobile|cell)?[.: ]*\+?[\d\s().*x•-]+")

_CALLER = re.compile(
    r"(?:(?:call|dial)[- ]?in(?:[ _-]?(?:user|participant))?|(?:tele)?phone(?: (?:user|caller))?|caller|pstn(?: user)?"
    r"|appelante?|(?:utilisateur|participante?|invitee?)(?: par)? telephon(?:e|ique))[ _#-]*\d*"
)

_DEVICE = re.compile(
    r"(?:i ?phone|i ?pad|mac ?book(?: air| pro)?|galaxy(?: (?:tab|note|[a-z]?\d+\w*))*|samsung(?: [\w-]+)?|sm-\w+"
    r"|pixel \w+|android(?: phone)?|chromebook|laptop|desktop(?:-\w+)?|computer|ordinateur(?: portable)?|tablet(?:te)?"
    r"|(?:zoom|teams|meeting|conference|board) ?room|salle(?: de (?:reunion|conference))?|zoom"
    r"|(?:zoom )?user|utilisateur|guest|invitee?|anonymous|anonyme|unknown|inconnue?|participante?|attendee|host|hote"
    r"|admin|tbd|tba)[ _#-]*(?:\d+\w*)?"
)

_HEADING = re.compile(
    r"(?:full |display |user |first |last )?name|name \(original name\)|nom(?: complet| et prenom)?|prenom"
    r"|participants?|attendees|(?:user )?e-?mail|courriel"
)


def caller(name: str) -> str | None:
    """Return what tells a caller from others: the digits of a telephone number, or the words; None for a name."""
    plain = alike(name)
    if _NUMBER.fullmatch(plain):
        digits = re.sub(r"[x•]", "*", re.sub(r"[^\d*x•]", "", plain)).removeprefix("00")
        is_number = 7 <= len(digits) <= 15 and sum(one.isdigit() for one in digits) >= 4
        return digits.removeprefix("1") if is_number and len(digits) == 11 else digits if is_number else None
    return plain if _CALLER.fullmatch(plain) else None


def is_nobody(name: str) -> bool:
    """Return whether a name is that of a telephone, of a device or of a column, so that it can be no person's."""
    plain = alike(name)
    return caller(name) is not None or any(one.fullmatch(plain) for one in (_DEVICE, _HEADING))
