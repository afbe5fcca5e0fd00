"""Zoom meetings, in the older and the newer form, with each time of joining or with totals only.

Source: the participants' reports as Zoom's web portal exports them, in English and in French.
"""

from cop_plan.records.blocks import Block, Export, Found, Sighting, first, meeting_of
from cop_plan.records.tables import Row, columns
from cop_plan.records.values import Meeting, Stay

MEETING = {
    "id": ("meeting id", "id", "n° de réunion", "numéro de réunion", "id de réunion", "id de la réunion"),
    "title": ("topic", "sujet"),
    "start": ("start time", "heure de début", "date de début"),
    "end": ("end time", "heure de fin", "date de fin"),
    "duration": ("duration (minutes)", "durée (minutes)", "durée (en minutes)"),
}

NAME = (
    "name (original name)",
    "name",
    "user name (original name)",
    "nom (nom original)",
    "nom (nom d'origine)",
    "nom d'utilisateur (nom original)",
    "nom d'utilisateur (nom d'origine)",
    "nom",
)

EMAIL = (
    "user email",
    "email",
    "e-mail",
    "courriel",
    "courriel de l'utilisateur",
    "adresse courriel",
    "adresse e-mail",
    "adresse e-mail de l'utilisateur",
    "e-mail de l'utilisateur",
    "e-mail utilisateur",
)

JOINED = ("join time", "heure d'arrivée", "heure d'entrée", "heure de connexion", "heure de participation")

LEFT = ("leave time", "heure de départ", "heure de sortie", "heure de déconnexion")

PARTICIPANTS = {
    "name": NAME,
    "email": EMAIL,
    "joined": JOINED,
    "left": LEFT,
    "duration": MEETING["duration"],
    "total": ("total duration (minutes)", "durée totale (minutes)", "durée totale (en minutes)"),
    "waiting": (
        "in waiting room",
        "en salle d'attente",
        "dans la salle d'attente",
        "dans une salle d'attente",
        "salle d'attente",
    ),
}


def _heads(row: Row) -> bool:
    found = columns(row, PARTICIPANTS)
    return "name" in found and ({"joined", "left"} <= set(found) or "total" in found or "duration" in found)


def read(export: Export) -> Found | None:
    """Read a meeting's report; None if it is none."""
    rows = export.table.rows
    header = first(rows, _heads)
    if header is None:
        return None
    above = first(rows, lambda row: row.number < header.number and {"title", "start"} <= set(columns(row, MEETING)))
    meeting = Meeting()
    if above is not None:
        told = tuple(row for row in rows if above.number < row.number < header.number)
        meeting = meeting_of(Block(export, above, columns(above, MEETING), told))
    below = tuple(row for row in rows if row.number > header.number)
    block = Block(export, header, columns(header, PARTICIPANTS), below)
    return Found("zoom-meeting", meeting, tuple(_sighting(block, row) for row in block.rows))


def _sighting(block: Block, row: Row) -> Sighting:
    name, email = block.text(row, "name"), block.email(row)
    if not name and not email:
        return Sighting(row.number, "", why="incomplete row")
    if block.yes(row, "waiting"):
        return Sighting(row.number, name, email, why="waiting room")
    stay = Stay(seconds=block.seconds(row, "total")) if "total" in block.at else block.stay(row)
    return Sighting(row.number, name, email, stay, manner="online")
