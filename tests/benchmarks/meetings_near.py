"""Many meetings, dense as a large city: how long lists take, and what is near.

The rows are made up, as servers send them, and come in by the same door as any list.
"""

import datetime
import json
import random
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.utils import timezone

from meetings import receiving
from meetings.choices import ListFormat
from meetings.models import Feed
from meetings.models.feed import may_have_feeds
from meetings.nearby import MeetingQuery, TakingPart, When, search

CITY = (40.73, -73.95)
ZONE = "America/New_York"
CITIES = (CITY, *((30 + number / 2, -75 - number) for number in range(19)))
"""As many of them as share out all meetings, each as dense as the first."""
IN_A_LIST = 15_000
"""About as many as the largest public lists have."""
ORGANIZATIONS = 8
POINTS = 8
"""Places in the city from which somebody asks."""

QUESTIONS: dict[str, dict[str, Any]] = {
    "now, within 5": {"when": When.NOW, "within": 5},
    "today, within 10": {"when": When.TODAY, "within": 10},
    "week, within 10": {"when": When.WEEK, "within": 10},
    "week, within 50": {"when": When.WEEK, "within": 50},
    "Sunday, within 25": {"when": When.SUNDAY, "within": 25},
    "online, now": {"when": When.NOW, "way": TakingPart.ONLINE},
}


def rows(count: int, seed: int) -> list[dict[str, Any]]:
    """Return so many rows of a list; most in a large city, two of ten online."""
    dice = random.Random(seed)
    made = []
    for number in range(count):
        middle = dice.choice(CITIES)
        row: dict[str, Any] = {
            "slug": f"made-{seed}-{number}",
            "name": f"Made group {seed} {number}",
            "day": dice.randrange(7),
            "time": f"{dice.choice((7, 9, 12, 12, 17, 18, 19, 19, 20, 21)):02}:"
            f"{dice.choice((0, 0, 15, 30)):02}",
            "types": dice.sample(["O", "C", "W", "M", "BE", "X", "S"], 2),
            "notes": "Enter by the side door.",
        }
        if dice.random() < 0.2:
            row["conference_url"] = f"https://zoom.us/j/{10**10 + number}"
        else:
            row |= {
                "formatted_address": f"{number} Made St, Town, NY 10001, USA",
                "latitude": round(dice.gauss(middle[0], 0.09), 5),
                "longitude": round(dice.gauss(middle[1], 0.09), 5),
            }
        made.append(row)
    return made


def fill(count: int) -> dict[str, Any]:
    """Bring so many meetings in; return how long it took, and the memory."""
    owners = list(may_have_feeds().order_by("slug")[:ORGANIZATIONS])
    taken, again = 0.0, 0.0
    lists = -(-count // IN_A_LIST)
    for number in range(lists):
        size = min(IN_A_LIST, count - number * IN_A_LIST)
        data = json.dumps(rows(size, number)).encode()
        feed = Feed.objects.create(
            organization=owners[number % len(owners)],
            name=f"Made list {number}",
            format=ListFormat.MEETING_GUIDE,
            zone=ZONE,
            permitted_by="Nobody: these meetings are made up",
            permitted_on=timezone.localdate(),
        )
        started = time.perf_counter()
        receiving.receive(feed, data, is_approved=True)
        taken += time.perf_counter() - started
        if number == lists - 1:
            started = time.perf_counter()
            receiving.receive(feed, data)
            again = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "meetings": count,
        "seconds": taken,
        "seconds for a list that is the same": again,
        "rows in a list": min(count, IN_A_LIST),
        "MB": memory,
    }


@contextmanager
def timed_queries() -> Iterator[list[float]]:
    """Write down the milliseconds of every query inside, with reading its rows."""
    spent: list[float] = []

    def run(execute, sql, parameters, many, context):
        started = time.perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            spent.append((time.perf_counter() - started) * 1000)

    with connection.execute_wrapper(run):
        yield spent


def measure(rounds: int) -> dict[str, dict[str, float]]:
    """Return for each question how long the database and the whole take, p50 and p95.

    Asked at every hour of a week in turn, from places all over the city.
    """
    dice = random.Random(1)
    points = [
        (dice.gauss(CITY[0], 0.05), dice.gauss(CITY[1], 0.05)) for _ in range(POINTS)
    ]
    start = timezone.now()
    found = {}
    for name, question in QUESTIONS.items():
        database, whole, processor, gatherings = [], [], [], []
        for turn in range(rounds + 2):
            asked = MeetingQuery(point=points[turn % POINTS], zone=ZONE, **question)
            moment = start + datetime.timedelta(hours=17 * turn % (7 * 24))
            with timed_queries() as spent:
                began, busy = time.perf_counter(), time.process_time()
                answer = search(asked, moment)
                processor.append((time.process_time() - busy) * 1000)
                whole.append((time.perf_counter() - began) * 1000)
            database.append(sum(spent))
            gatherings.append(len(answer.gatherings))
        # The first two warm up.
        found[name] = {
            "database p50": _part(database[2:], 0.5),
            "database p95": _part(database[2:], 0.95),
            "whole p50": _part(whole[2:], 0.5),
            "whole p95": _part(whole[2:], 0.95),
            "cpu p95": _part(processor[2:], 0.95),
            "gatherings": sum(gatherings) / len(gatherings),
        }
    return found


def _part(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]
