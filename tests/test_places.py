"""What people write for a time zone or a region: a city, a province, a country, a clock such as Mountain Time."""

from collections.abc import Callable
from datetime import UTC, datetime

import holidays
import pytest

from conftest import Ran, Write
from cop_plan.dates import places, zones

HEAD = "name: Readers\nyear: 2026-2027\n"
Run = Callable[..., Ran]
SUPPORTED = holidays.list_supported_countries(include_aliases=True)


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("Calgary", ["America/Edmonton"]),
        ("calgry", ["America/Edmonton"]),
        ("AB", ["America/Edmonton"]),
        ("CA-AB", ["America/Edmonton"]),
        ("Saskatoon", ["America/Regina"]),
        ("Québec", ["America/Toronto"]),
        ("st john's", ["America/St_Johns"]),
        ("america/edmonton", ["America/Edmonton"]),
        ("America Edmonton", ["America/Edmonton"]),
        ("New Zealand", ["Pacific/Auckland", "Pacific/Chatham"]),
        ("Washington", ["America/New_York", "America/Los_Angeles"]),
        ("Mountain Standard Time", ["America/Edmonton", "America/Denver", "America/Phoenix"]),
        ("heure de l'Est", ["America/Toronto", "America/New_York"]),
        ("MST", ["America/Edmonton", "America/Denver", "America/Phoenix"]),
        ("EST5EDT", ["America/Toronto", "America/New_York"]),
    ],
)
def test_a_zone_by_another_name_is_answered_with_the_lines_to_write(
    written: str, lines: list[str], write: Write, run: Run
) -> None:
    done = run("check", write(f'{HEAD}timezone: "{written}"\n'))
    assert done.code == 1
    hint = "write  " + "  or  ".join(f"timezone: {zone}" for zone in lines)
    assert done.err.splitlines()[1] == f"    hint: {hint}"


@pytest.mark.parametrize("clock", ["MST", "MST7MDT", "Etc/GMT+7", "UTC", "Zulu"])
def test_a_clock_of_no_place_is_refused_with_the_zone_of_the_region(clock: str, write: Write, run: Run) -> None:
    done = run("check", write(f"{HEAD}timezone: {clock}\nregion: CA-AB\n"))
    assert done.err.splitlines()[0].endswith(f"timezone: '{clock}' is a clock of no place")
    assert done.err.splitlines()[1] == "    hint: write  timezone: America/Edmonton"


def test_a_zone_like_nothing_is_answered_with_what_zones_look_like(write: Write, run: Run) -> None:
    done = run("check", write(f"{HEAD}timezone: qwertyuiop\n"))
    assert done.err.splitlines()[1] == "    hint: zones are named like America/Edmonton"


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("AB", ["CA-AB"]),
        ("Alberta", ["CA-AB"]),
        ("Calgary", ["CA-AB"]),
        ("Saskatoon", ["CA-SK"]),
        ("Toronto", ["CA-ON"]),
        ("british columbia", ["CA-BC"]),
        ("Nouvelle-Écosse", ["CA-NS"]),
        ("Victoria", ["CA-BC", "AU-VIC"]),
        ("Georgia", ["US-GA", "GE"]),
        ("New Zeland", ["NZ"]),
        ("France", ["FR"]),
        ("Texas", ["US-TX"]),
    ],
)
def test_a_region_by_another_name_is_answered_with_the_lines_to_write(
    written: str, lines: list[str], write: Write, run: Run
) -> None:
    done = run("check", write(f"{HEAD}timezone: America/Edmonton\nregion: {written}\n"))
    hint = "write  " + "  or  ".join(f"region: {code}" for code in lines)
    assert done.err.splitlines()[1] == f"    hint: {hint}"


@pytest.mark.parametrize("region", ["XX", "AA", "QZ", "ABC"])
def test_a_code_of_nothing_is_never_answered_with_a_country_that_is_spelled_like_it(
    region: str, write: Write, run: Run
) -> None:
    done = run("check", write(f"{HEAD}timezone: America/Edmonton\nregion: {region}\n"))
    assert done.err.splitlines()[1] == "    hint: write an ISO code such as CA-AB or FR"


def test_every_row_of_the_table_names_zones_and_regions_that_there_are() -> None:
    for place in places._places():
        assert set(place.zones) <= zones.names()
        assert not any(map(zones.is_clock, place.zones))
        if place.region:
            country, _, part = place.region.partition("-")
            assert country in SUPPORTED
            assert not part or part in SUPPORTED[country]


def test_every_country_has_a_zone_by_its_name() -> None:
    for code, kept in zones.of_country().items():
        assert set(kept) & set(places.zones_named(zones.countries()[code])), code


YEAR = datetime(2026, 8, 1, tzinfo=UTC), datetime(2027, 7, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "region", "agree"),
    [
        ("America/Edmonton", "CA-AB", True),
        ("Canada/Mountain", "CA-AB", True),
        ("America/Denver", "CA-AB", False),  # Alberta no longer changes its clocks, Colorado does
        ("America/Regina", "CA-AB", True),  # another name, and the same clock all year
        ("America/Toronto", "CA-AB", False),
        ("America/Winnipeg", "CA-ON", True),
        ("America/Halifax", "CA-ON", False),
        ("America/New_York", "US", True),
        ("America/Los_Angeles", "US-TX", False),
        ("Europe/Paris", "GB", False),
        ("Europe/Zurich", "FR", True),
        ("Pacific/Auckland", "NZ-AUK", True),
        ("America/Puerto_Rico", "US-PR", True),
        ("Pacific/Guam", "US-GU", True),
        ("Indian/Reunion", "FR-RE", True),
    ],
)
def test_a_zone_agrees_with_a_region_where_one_of_its_clocks_shows_the_same(
    zone: str, region: str, agree: bool
) -> None:
    assert places.agree(zone, region, *YEAR) == agree


@pytest.mark.parametrize("zone", ["MST", "Mars/Base", "~/Edmonton"])
@pytest.mark.parametrize("words", ["check", "schedule", "status", "kit", "report", "done"])
def test_every_command_tells_a_zone_that_is_none(words: str, zone: str, write: Write, run: Run) -> None:
    done = run(words, write(f"{HEAD}timezone: {zone}\n"), *(["orientation"] if words == "done" else []))
    assert (done.code, done.out) == (1, "")
    assert ": timezone: " in done.err
    assert "Traceback" not in done.err
