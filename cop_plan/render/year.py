"""All that a page is made from, and what is said of it the same way on every page."""

import re
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any, TypeVar, cast

from cop_plan.base.frozen import frozen
from cop_plan.dates import zones
from cop_plan.definition.community import Community, Venue
from cop_plan.render.words import Words
from cop_plan.schedule.history import Published
from cop_plan.schedule.timeline import Entry, Timeline

Made = TypeVar("Made")


@frozen
class Year:
    """All that a page is made from."""

    timeline: Timeline
    published: tuple[Published, ...]
    words: Words
    led_before: str | None = None
    """Who led the community before its facilitator of now; None if nobody did, as far as is remembered."""
    patterns: Mapping[str, int] = field(default_factory=dict)
    """The versions of the program's own patterns that it is made with, by their names."""

    @property
    def community(self) -> Community:
        """Return the community."""
        return self.timeline.community

    def said_in(self, words: Words) -> "Year":
        """Return it with other words for days, numbers and reasons, as a terminal shows it to whoever runs it."""
        return self if words is self.words else replace(self, words=words)

    def once(self, make: "Callable[[Year], Made]") -> Made:
        """Return what a function makes of the year: made when it is first asked for, and not to be changed."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("Made", self._made[make])

    @cached_property
    def _made(self) -> dict[Any, Any]:
        return {}

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Return the title of every entry by its name, as the team has it."""
        return {one.entry.id: one.entry.title for one in self.published}

    @cached_property
    def _called(self) -> Mapping[str, str]:
        """Return what every entry is called inside a sentence, one from before the community begins too."""
        called, entries = self.words.called, [*self.timeline.before_beginning, *(one.entry for one in self.published)]
        return {one.id: called(one.title, is_session=one.is_session) for one in entries}

    def called(self, entry_id: str) -> str:
        """Return what an entry is called inside a sentence, one that is left out too."""
        titles = {gone.id: gone.title for gone in self.timeline.left_out}
        return self._called.get(entry_id) or self.words.called(titles.get(entry_id, entry_id), is_session=False)

    @cached_property
    def _sessions(self) -> frozenset[str]:
        return frozenset(one.entry.id for one in self.published if one.entry.is_session)

    def session_of(self, entry: Entry) -> str | None:
        """Return the name of the session that an entry belongs to: itself, or the one whose step it is."""
        return next((name for name in (entry.id, entry.parent) if name in self._sessions), None)

    def because(self, entry: Entry) -> str | None:
        """Return the sentence of an entry's reason; None for one that is only remembered."""
        if entry.reason is None:
            return None
        return self.shareable(self.words.because(entry.reason, self._called, self.community.year))

    @cached_property
    def as_of(self) -> datetime | None:
        """Return the moment as of which a page tells what is next: the latest at which something of it changed."""
        return max((one.stamp for one in self.published), default=None)

    def day_of(self, moment: datetime) -> date:
        """Return the day of a moment where the community is; a run of a given day has the midnight of just that day."""
        is_given = moment.astimezone(UTC).time() == time()
        return (moment.astimezone(UTC) if is_given else moment.astimezone(zones.zone(self.community.timezone))).date()

    @cached_property
    def _addresses(self) -> frozenset[str]:
        return frozenset(one.email.casefold() for one in self.community.membership.members if one.email)

    def parking(self, place: Venue | None) -> str | None:
        """Return where one parks at a place, and what it costs; None where nothing is said of it."""
        if place is None:
            return None
        amount = self.words.money(place.parking_cost, self.community.currency) if place.parking_cost else None
        costs = self.words("parking_cost", amount=amount) if amount else None
        return ", ".join(text for text in (place.parking, costs) if text) or None

    def shareable(self, text: str) -> str:
        """Return a text without the addresses of members; what a person wrote of others stays."""
        if "@" not in text:
            return text
        return ADDRESS.sub(lambda found: "" if found["address"].casefold() in self._addresses else found[0], text)

    def addresses_in(self, text: str) -> list[str]:
        """Return the addresses of members that a text holds, whatever stands around them."""
        folded = text.casefold()
        return [address for address in sorted(self._addresses) if address in folded]

    def role(self, owner: str | None) -> str | None:
        """Return what an owner is called: a role in the language, or a member's name; no address is in it."""
        return self.shown_owner(self.words.role(owner)) if owner else None

    def shown_owner(self, owner: str | None) -> str | None:
        """Return an owner as the definition has it, without an address."""
        return without_address(owner) if owner and "@" in owner else owner or None


# An address, in brackets, as a link or bare; what stands close behind it, as in a link with a subject, goes with it.
ADDRESS = re.compile(
    r"\s*[\[(<]?(?:mailto:)?\b(?P<address>[^\s\[\]()<>,;:@]+@[\w-]+(?:\.[\w-]+)*)(?:[?/][^\s\[\]()<>]*)?[\])>]?",
    re.IGNORECASE,
)


def without_address(text: str) -> str:
    """Return a text without the addresses in it."""
    return ADDRESS.sub("", text)
