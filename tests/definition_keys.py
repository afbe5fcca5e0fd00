"""Every key of a definition, for the tests that go through all of them."""

from collections.abc import Iterator

from cop_plan.definition import community, schema


def parts() -> Iterator[tuple[type[community.Part], schema.Key]]:
    """Yield every key of every part of the definition, a part before those in it."""
    queue: list[type[community.Part]] = [community.Community]
    for part in queue:
        for key in schema.keys(part):
            yield part, key
            inner = schema.part_in(key.takes)
            if inner is not None and inner not in queue:
                queue.append(inner)
