"""Fetching: each feed that is due, politely, and none in the way of another.

A feed is asked only for what is new (conditional requests). After a failure it is
asked again later and later, and its meetings stay. Its key goes into the request alone,
never into a message, a log or a page.
"""

import datetime
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.utils import timezone

from meetings.models import Feed, Run, RunState
from meetings.receiving import receive, refuse
from meetings.updating import confirm
from recovery_directory.operations.safe_http import Download, NotFetched, fetch

MOST_BYTES = 20_000_000
SECONDS = 30
WORKERS = 4
"""Feeds that are asked side by side; those of one host one after the other."""
LONGEST_BACKOFF = datetime.timedelta(days=7)


def address_of(feed: Feed) -> str:
    """Return the address with its key, as its server asks for it."""
    if not feed.key:
        return feed.url
    parts = urlsplit(feed.url)
    query = "&".join(filter(None, [parts.query, urlencode({"key": feed.key})]))
    return urlunsplit(parts._replace(query=query))


def asked(feed: Feed, **options) -> Download:
    """Ask for the feed's list; raises NotFetched."""
    conditions = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    headers = {name: value for name, value in conditions.items() if value}
    headers["Accept"] = "application/json, text/csv, */*;q=0.1"
    return fetch(
        address_of(feed),
        headers=headers,
        most_bytes=MOST_BYTES,
        seconds=SECONDS,
        **options,
    )


def fetch_due(
    *, moment: datetime.datetime | None = None, **options
) -> Iterator[tuple[Feed, Run | None]]:
    """Fetch what is due; yield each feed with its run, None where nothing is new."""
    feeds = Feed.objects.due(moment or timezone.now()).select_related("organization")
    by_host: dict[str, list[Feed]] = {}
    for feed in feeds:
        by_host.setdefault(urlsplit(feed.url).netloc, []).append(feed)
    # Threads ask; the database is touched here alone.
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        waiting = [
            pool.submit(_ask_all, theirs, options) for theirs in by_host.values()
        ]
        for done in as_completed(waiting):
            for feed, answer in done.result():
                # A curator may have changed it meanwhile, or taken it out.
                if standing := Feed.objects.filter(pk=feed.pk).first():
                    yield standing, settle(standing, answer)


def fetch_one(feed: Feed) -> Run | None:
    """Fetch a feed at once, due or not; return its run, None where nothing is new."""
    ((_feed, answer),) = _ask_all([feed], {})
    return settle(feed, answer)


def _ask_all(feeds: list[Feed], options: dict) -> list[tuple[Feed, Download | str]]:
    answers: list[tuple[Feed, Download | str]] = []
    for feed in feeds:
        try:
            answers.append((feed, asked(feed, **options)))
        except NotFetched as error:
            answers.append((feed, str(error)))
    return answers


def settle(feed: Feed, answer: Download | str) -> Run | None:
    """Take what came for a feed; return its run, None where nothing is new."""
    if isinstance(answer, str):
        run = refuse(feed, answer)
    elif answer.is_unchanged:
        confirm(feed)
        _wait(feed, feed.fetch_every)
        return None
    else:
        run = receive(feed, answer.content)
    feed.refresh_from_db()
    if run.state == RunState.REFUSED:
        feed.failures = min(feed.failures + 1, 1000)
        feed.failure = run.reasons[0][:300]
        _wait(feed, _backoff(feed))
        return run
    feed.failures, feed.failure = 0, ""
    if run.state == RunState.APPLIED and isinstance(answer, Download):
        # Only of what was applied: a list that is held has to come again.
        feed.etag = answer.etag[:300]
        feed.last_modified = answer.last_modified[:60]
    _wait(feed, feed.fetch_every)
    return run


def _backoff(feed: Feed) -> datetime.timedelta:
    return min(feed.fetch_every * 2 ** min(feed.failures - 1, 10), LONGEST_BACKOFF)


def _wait(feed: Feed, wait: datetime.timedelta) -> None:
    feed.due_at = timezone.now() + wait
    feed.save_state()
