"""How the columns of a table are headed: two spellings of one heading made equal, and the headings of our own lists.

`OF_LISTS` is the one place for the words under which people and their programs head the columns of `members.csv`,
`schools.csv` and the others, a table for each language. Every list takes the headings of every language.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

OF_LISTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {
        "name": ("Full name", "First and last name", "Member", "Member name", "Participant", "Participant name",
                 "Guest", "Guest name"),
        "email": ("Email address", "Work email", "School email"),
        "principal: email": ("Principal email", "Principal's email", "Principal email address"),
        "school": ("School name", "Name of school", "Name of the school"),
        "principal: school": ("Name",),
        "jurisdiction": ("Division", "School division", "District", "School district", "Board", "School board",
                         "Jurisdiction name"),
        "position": ("Job title", "Current position"),
        "role": ("Role in the community",),
        "level": ("Level of participation",),
        "brings": ("Can contribute",),
        "wants": ("Hopes to learn", "Wants to learn"),
        "invited": ("Invited on", "Date invited", "Invitation sent", "Invitation date"),
        "agreement_sent": ("Agreement sent on", "Date agreement sent"),
        "agreement_signed": ("Agreement signed on", "Date agreement signed"),
        "confirmed": ("Confirmed on", "Date confirmed"),
        "joined": ("Joined on", "Date joined", "Join date"),
        "left": ("Left on", "Date left"),
        "declines": ("Does not consent to",),
        "principal": ("Principal name", "Principal's name", "Name of principal"),
        "jurisdiction_contact": ("Division contact", "District contact", "Board contact"),
        "jurisdiction_email": ("Division email", "District email", "Board email", "Jurisdiction contact email"),
        "organization": ("Organisation", "Affiliation"),
        "relation": ("Relationship",),
        "topic": ("Topics",),
        "title": ("Resource", "Resource title"),
        "kind": ("Type",),
        "quantity": ("Qty", "How many"),
        "cost": ("Unit cost", "Price"),
        "recommended_by": ("Recommended",),
        "link": ("URL", "Web address", "Website"),
        "category": ("Item", "Budget line"),
        "planned": ("Budgeted", "Planned amount", "Amount planned"),
        "actual": ("Spent", "Actual amount", "Amount spent"),
        "for": ("Occasion",),
        "note": ("Notes", "Comment", "Comments"),
        "by": ("Posted by", "Recommended by"),
        "seen": ("Seen as", "Shown as"),
        "to: member": ("Name", "Member name"),
    },
    "fr": {
        "name": ("Nom", "Nom complet", "Nom et prénom", "Prénom et nom", "Membre", "Nom du membre", "Participant",
                 "Participante", "Invité", "Invitée"),
        "email": ("Courriel", "Adresse courriel", "Adresse de courriel", "Adresse électronique", "Adresse e-mail",
                  "Adresse de messagerie", "Mél"),
        "principal: email": ("Courriel de la direction", "Courriel du directeur", "Courriel de la directrice"),
        "school": ("École", "Nom de l'école", "Établissement"),
        "principal: school": ("Nom",),
        "jurisdiction": ("Conseil scolaire", "Centre de services scolaire", "Commission scolaire", "Division scolaire",
                         "District scolaire", "Autorité scolaire"),
        "position": ("Poste", "Fonction"),
        "role": ("Rôle", "Rôle dans la communauté"),
        "level": ("Niveau de participation", "Participation"),
        "brings": ("Apporte", "Peut apporter"),
        "wants": ("Souhaite", "Souhaite apprendre"),
        "invited": ("Invité le", "Invitée le", "Date d'invitation", "Invitation envoyée le"),
        "agreement_sent": ("Entente envoyée", "Entente envoyée le"),
        "agreement_signed": ("Entente signée", "Entente signée le"),
        "confirmed": ("Confirmé le", "Confirmée le", "Date de confirmation"),
        "joined": ("Entré le", "Entrée le", "Date d'arrivée", "Membre depuis"),
        "left": ("Parti le", "Partie le", "Date de départ"),
        "declines": ("Refuse", "Ne consent pas à"),
        "principal": ("Direction", "Directeur", "Directrice", "Directeur ou directrice", "Direction d'école"),
        "jurisdiction_contact": ("Personne-ressource",),
        "jurisdiction_email": ("Courriel de la personne-ressource", "Courriel du conseil scolaire"),
        "organization": ("Organisation", "Organisme"),
        "relation": ("Lien avec nous",),
        "topic": ("Sujet", "Thème"),
        "title": ("Titre", "Ressource"),
        "kind": ("Type", "Genre", "Sorte"),
        "quantity": ("Quantité", "Nombre"),
        "cost": ("Coût", "Prix"),
        "recommended_by": ("Recommandé par", "Recommandée par"),
        "review": ("Commentaire", "Avis"),
        "link": ("Lien", "Adresse web", "Site web"),
        "category": ("Catégorie", "Poste budgétaire"),
        "planned": ("Prévu", "Montant prévu"),
        "actual": ("Dépensé", "Réel", "Montant dépensé"),
        "in_kind": ("En nature",),
        "for": ("Pour", "Occasion"),
        "note": ("Note", "Notes", "Remarque", "Remarques"),
        "date": ("Jour",),
        "by": ("Par", "Publié par"),
        "seen": ("Vu", "Affiché"),
        "member": ("Membre",),
        "to: member": ("Nom", "Nom du membre"),
        "to": ("À", "Envers"),
        "commitment": ("Engagement",),
    },
}  # fmt: skip
"""By language and column. `principal: email` is a heading of `email` in a table that has the column `principal` too."""


def plain(text: str) -> str:
    """Return a heading such that two that look the same are equal: case, width and spaces do not matter."""
    if text.isascii():
        return " ".join(text.casefold().split())
    seen = "".join(c for c in unicodedata.normalize("NFKC", text.replace("’", "'")) if unicodedata.category(c) != "Cf")
    return " ".join(seen.casefold().split())


@lru_cache(maxsize=4096)
def spelled(text: str) -> str:
    """Return a heading such that two of one spelling are equal: accents, hyphens and what stands around it are left."""
    letters = (c for c in unicodedata.normalize("NFKD", plain(text)) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", "".join(letters)).strip().replace("e mail", "email")


def of_list(columns: Iterable[str]) -> Mapping[str, str]:
    """Return which column of a list a heading means, by its `spelled` form; a column's own name comes first."""
    columns = list(columns)
    found = {spelled(column): column for column in columns}
    for table in OF_LISTS.values():
        for key, headings in table.items():
            beside, _, column = key.rpartition(": ")
            if column in columns and (not beside or beside in columns):
                for heading in headings:
                    found.setdefault(spelled(heading), column)
    return found
