"""A calendar server of others, Radicale, and a client of others, caldav: they see exactly the year after each step."""

import contextlib
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote

import icalendar
import pytest
from caldav.collection import Calendar
from caldav.davclient import DAVClient

import communities
from conftest import PATIENCE_SECONDS
from test_readers import read_by_icalendar, rules_of
from test_revisions import ADDED, COMMUNITY, DROPPED, MOVED, published

WHOLE = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC))
Put = Callable[[Calendar, bytes], None]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Iterator[str]:
    """A server on a free port; return its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("radicale")
    command = [
        *(sys.executable, "-m", "radicale", "--config", "", "--auth-type", "none", "--rights-type", "authenticated"),
        *("--server-hosts", f"127.0.0.1:{port}", "--storage-filesystem-folder", str(folder)),
    ]
    quiet = environment | {"PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(command, env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until_ready(process, port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    """Knock until the server opens."""
    for _ in range(10 * PATIENCE_SECONDS):
        assert process.poll() is None, "the server ended"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS):
            return
        time.sleep(0.1)
    raise AssertionError("the server does not come up")


@pytest.fixture
def client(server: str) -> Iterator[DAVClient]:
    with DAVClient(url=server, username="facilitator", password="any", timeout=PATIENCE_SECONDS) as one:
        yield one


@pytest.fixture
def calendar(client: DAVClient) -> Iterator[Calendar]:
    untyped: Any = client
    one = untyped.principal().make_calendar(name="Readers", cal_id="readers")
    yield one
    one.delete()


def put_events(calendar: Calendar, content: bytes) -> None:
    """Put a calendar file on the server event by event, as an import does."""
    whole: Any = icalendar.Calendar.from_ical(content.decode())
    zones = whole.walk("VTIMEZONE")
    for event in whole.walk("VEVENT"):
        one = icalendar.Calendar()
        one.add("VERSION", "2.0")
        one.add("PRODID", "-//an importer//EN")
        for part in (*zones, event):
            one.add_component(part)
        put(f"{calendar.url}{quote(str(event['UID']))}.ics", one.to_ical())


def put_whole(calendar: Calendar, content: bytes) -> None:
    """Put a calendar file in the place of the whole collection."""
    put(str(calendar.url), content)


def put(url: str, content: bytes) -> None:
    request = urllib.request.Request(
        url,
        data=content,
        method="PUT",
        headers={"Content-Type": "text/calendar", "Authorization": "Basic ZmFjaWxpdGF0b3I6YW55"},
    )
    with contextlib.closing(urllib.request.urlopen(request, timeout=PATIENCE_SECONDS)) as answer:
        assert answer.status in (200, 201, 204)


Event = tuple[str, datetime | date, str, int]


def seen_by_client(calendar: Calendar) -> dict[str, Event]:
    """Return the title, beginning, status and sequence of every event that a search finds."""
    found: dict[str, Event] = {}
    answer: Any = calendar.search(start=WHOLE[0], end=WHOLE[1], event=True, expand=False)
    for one in answer:
        whole: Any = icalendar.Calendar.from_ical(one.data)
        rules = {str(zone["TZID"]): rules_of(zone) for zone in whole.walk("VTIMEZONE")}
        events: list[Any] = whole.walk("VEVENT")
        for event in events:
            assert str(event["UID"]) not in found, "it is there twice"
            begins = event["DTSTART"].dt
            if isinstance(begins, datetime):
                begins = begins.replace(tzinfo=rules[event["DTSTART"].params["TZID"]]).astimezone(UTC)
            found[str(event["UID"])] = (
                *(str(event["SUMMARY"]), begins, str(event["STATUS"])),
                int(event["SEQUENCE"]),
            )
    return found


def expected(one: communities.Made, file: str) -> dict[str, Event]:
    seen = read_by_icalendar(one.pages[file])
    return {uid: (event.title, event.begins, event.status, event.sequence) for uid, event in seen.items()}


@pytest.mark.parametrize("file", ["calendar.ics", "team.ics"])
@pytest.mark.parametrize("put_year", [put_events, put_whole], ids=["event by event", "whole collection"])
def test_a_client_sees_exactly_the_year_after_each_step(put_year: Put, file: str, calendar: Calendar) -> None:
    for one in published(COMMUNITY, MOVED, ADDED, DROPPED, ADDED):
        put_year(calendar, one.pages[file])
        assert seen_by_client(calendar) == expected(one, file)


@pytest.mark.parametrize("put_year", [put_events, put_whole], ids=["event by event", "whole collection"])
def test_the_same_year_put_twice_is_there_once(put_year: Put, calendar: Calendar) -> None:
    (one,) = published(COMMUNITY)
    for _ in range(2):
        put_year(calendar, one.pages["team.ics"])
    assert seen_by_client(calendar) == expected(one, "team.ics")


def test_a_day_of_the_year_is_found_by_its_day(calendar: Calendar) -> None:
    first, moved = published(COMMUNITY, MOVED)
    put_events(calendar, first.pages["calendar.ics"])
    put_events(calendar, moved.pages["calendar.ics"])

    def titles(day: datetime) -> set[str]:
        found: Any = calendar.search(start=day, end=day + timedelta(days=1), event=True, expand=False)
        return {name for one in found for name in re.findall(r"SUMMARY:(.*?)\r?\n", one.data)}

    assert titles(datetime(2026, 11, 17, 12, tzinfo=UTC)) == {"Talk: Guide sent", "Talk: guide arrives"}
    assert "Talk" in titles(datetime(2026, 11, 24, 12, tzinfo=UTC))


def next_year(text: str) -> str:
    """Return the definition of the year after, as it stands in a folder of its own."""
    return text.replace("year: 2026-2027", "year: 2027-2028").replace("2027-04-14", "2028-04-12")


@pytest.fixture
def calendar_of_next(client: DAVClient) -> Iterator[Calendar]:
    untyped: Any = client
    one = untyped.principal().make_calendar(name="Readers 2027-2028", cal_id="readers-2027-2028")
    yield one
    one.delete()


def test_two_years_in_one_calendar_leave_each_other_alone(calendar: Calendar) -> None:
    last, last_moved = published(COMMUNITY, MOVED)
    new, new_moved, new_dropped = published(*map(next_year, (COMMUNITY, MOVED, DROPPED)))
    latest: dict[str, communities.Made] = {}
    # The last entries of a year move while those of the next are published already.
    for year, one in (("last", last), ("new", new), ("new", new_moved), ("last", last_moved), ("new", new_dropped)):
        put_events(calendar, one.pages["calendar.ics"])
        latest[year] = one
        of_both = [expected(made, "calendar.ics") for made in latest.values()]
        assert seen_by_client(calendar) == {uid: event for seen in of_both for uid, event in seen.items()}
        assert len(seen_by_client(calendar)) == sum(map(len, of_both))


def test_each_year_at_an_address_of_its_own_stays_whole(calendar: Calendar, calendar_of_next: Calendar) -> None:
    (last,), (new, moved) = published(COMMUNITY), published(next_year(COMMUNITY), next_year(MOVED))
    put_whole(calendar, last.pages["calendar.ics"])
    for one in (new, moved):
        put_whole(calendar_of_next, one.pages["calendar.ics"])
        assert seen_by_client(calendar) == expected(last, "calendar.ics")
        assert seen_by_client(calendar_of_next) == expected(one, "calendar.ics")


def test_a_new_year_over_the_last_at_one_address_takes_its_place(calendar: Calendar) -> None:
    """As docs/sharing-the-calendar.md says: who subscribed to that address has last year no more."""
    (last,), (new,) = published(COMMUNITY), published(next_year(COMMUNITY))
    for one in (last, new):
        put_whole(calendar, one.pages["calendar.ics"])
    assert seen_by_client(calendar) == expected(new, "calendar.ics")
