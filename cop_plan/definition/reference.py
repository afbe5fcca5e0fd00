"""Where the documentation says more of what stands at a path of the definition."""

from cop_plan.base import documentation
from cop_plan.definition import community, schema


def address(path: str) -> str | None:
    """Return the address of what is said of a key, by its dotted path; None for a path that is none of a definition.

    Of a date it is the page on the language of dates.
    """
    words = path.split(".")
    part: type[community.Part] = community.Community
    known = {key.key: key for key in schema.keys(part)}
    if words[0] not in known:
        return None
    while words and words[0] in known:
        takes = known[words.pop(0)].takes
        if community.Phrase in schema.options_of(takes):
            return documentation.address("dates")
        inner = schema.part_in(takes)
        if inner is None:
            break
        part, known = inner, {key.key: key for key in schema.keys(inner)}
        if words and (schema.map_of(takes) or schema.item_of(takes)):
            words.pop(0)  # the name in a map, or the position in a list
    return schema.address_of_part(part)
