"""Google Meet: `First name,Last name,Email,Duration,Time joined,Time exited`.

A person has one row, with the first time of joining, the last of leaving, and how long of it the person was there.
Source: the attendance report that Meet sends to the organizer, in English and in French.
"""

from cop_plan.records.blocks import Block, Export, Found, Sighting, first, past_midnight
from cop_plan.records.tables import Row, columns
from cop_plan.records.values import Meeting, Stay

HEADINGS = {
    "first": ("first name", "prénom"),
    "last": ("last name", "nom", "nom de famille"),
    "email": ("email", "e-mail", "email address", "adresse e-mail", "courriel", "adresse courriel"),
    "duration": ("duration", "durée"),
    "joined": ("time joined", "heure d'arrivée", "heure de connexion", "heure à laquelle l'appel a été rejoint"),
    "left": ("time exited", "time left", "heure de départ", "heure de sortie", "heure de déconnexion"),
}


def read(export: Export) -> Found | None:
    """Read a report of attendance; None if it is none."""
    rows = export.table.rows
    header = first(rows, lambda row: {"first", "last", "duration"} <= set(columns(row, HEADINGS)))
    if header is None:
        return None
    below = tuple(row for row in rows if row.number > header.number)
    block = Block(export, header, columns(header, HEADINGS), below)
    return Found("google-meet", Meeting(), tuple(_sighting(block, row) for row in below))


def _sighting(block: Block, row: Row) -> Sighting:
    name = " ".join(filter(None, (block.text(row, "first"), block.text(row, "last"))))
    email = block.email(row)
    if not name and not email:
        return Sighting(row.number, "", why="incomplete row")
    start, end, seconds = block.moment(row, "joined"), block.moment(row, "left"), block.seconds(row, "duration")
    if seconds is None:
        return Sighting(row.number, name, email, block.stay(row), manner="online")
    stay = Stay(start, past_midnight(start, end) if start and end else end, seconds)
    if stay.start and stay.end and stay.end < stay.start:
        block.note(row, "left", "this is before the time of joining")
    return Sighting(row.number, name, email, stay, manner="online")
