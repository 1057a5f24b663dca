"""Reading the configuration: environment values, checked before Django starts.

Two ways of running, told apart by one value. *Production* is an https ``SITE_URL``:
then every missing or weak value stops the start with one sentence. Anything else is
*local*: sensible values are filled in, and a random key is written once to a file that
git ignores.
"""

import fcntl
import os
import re
import secrets
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host
from phonenumbers import SUPPORTED_REGIONS

from recovery_directory import telephones

LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]

PUBLIC_PATHS = {
    *("about", "api", "compare", "data", "evidence", "favicon.ico", "feeds", "find"),
    *("governance", "handouts", "healthz", "opensearch.xml", "organizations"),
    *("readyz", "robots.txt", "s", "S", "sitemap.xml", "static", "styleguide"),
    *("suggest", "types"),
}
"""First parts of public addresses, where the admin cannot be."""

HOST_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|[0-9a-f:.]+", re.ASCII)

SHORTEST_KEY = 50
KNOWN_KEYS = re.compile(
    r"insecure|change.?me|secret|example|password|qwerty|12345678|abcdefgh",
    re.IGNORECASE,
)
"""What stands in keys of examples, and in none that was drawn."""


def stop(sentence: str) -> ImproperlyConfigured:
    """Return the error that stops the start and says what to do."""
    return ImproperlyConfigured(sentence)


def site_url(env: environ.Env, host: str, port: str) -> str:
    """Return the public address of the site, without a slash at the end."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host
    shown = f"[{shown}]" if ":" in shown else shown
    url = env.str("SITE_URL", default="").strip() or f"http://{shown}:{port}"
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in {"http", "https"} and HOST_NAME.fullmatch(
            parts.hostname or ""
        )
        port_at_end = f":{parts.port}" if parts.port else ""
    except ValueError:
        is_whole = None
    if not is_whole:
        raise stop(
            f"SITE_URL is {url!r}: write it whole, for example "
            "https://recovery.example.org."
        )
    if "@" in parts.netloc:
        raise stop(
            "SITE_URL holds a user or a password: leave them out, every visitor would "
            "read them."
        )
    if parts.path.strip("/") or "?" in url or "#" in url:
        raise stop(f"SITE_URL is {url!r}: leave out everything after the host.")
    name = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
    return f"{parts.scheme}://{name}{port_at_end}"


def secret_key(env: environ.Env, *, production: bool, key_file: Path) -> str:
    """Return the signing key; locally make one once and keep it in ``key_file``."""
    key = env.str("SECRET_KEY", default="")
    if production and _is_weak(key):
        raise stop(
            "SECRET_KEY is missing or weak: set it to at least 50 random characters "
            '(python -c "import secrets; print(secrets.token_urlsafe(50))").'
        )
    if key:
        return key
    kept = key_file.read_text().strip() if key_file.exists() else ""
    return kept or _new_key(key_file)


def _is_weak(key: str) -> bool:
    """Whether a key is short, well known, or says the same again and again."""
    # Of a key that was drawn nearly every three letters in a row are the only ones.
    threes = {key[place : place + 3] for place in range(len(key) - 2)}
    steps = [ord(other) - ord(one) for one, other in zip(key, key[1:], strict=False)]
    in_order = sum(step in {-1, 0, 1} for step in steps)
    return (
        len(key) < SHORTEST_KEY
        or len(set(key)) < 10
        or bool(KNOWN_KEYS.search(key))
        or len(threes) < (len(key) - 2) * 0.75
        or in_order > len(steps) / 2
    )


def private_folder(path: Path) -> None:
    """Make a folder that its owner alone may open; the one of before is closed too."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_uid == os.geteuid() and path.stat().st_mode & 0o077:
        path.chmod(0o700)


def private_file(path: Path) -> None:
    """Make an empty file that its owner alone may read, unless there is one.

    SQLite gives the mode of a database to the journals beside it.
    """
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _new_key(key_file: Path) -> str:
    """Write a random key, unless another process was first: then its key is the key."""
    private_folder(key_file.parent)
    private_file(key_file)
    with key_file.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        key = file.read().strip()
        if not key:
            key = secrets.token_urlsafe(50)
            file.write(key)
    return key


SWITCH = dict.fromkeys(("on", "true", "yes", "y", "t", "1"), True) | dict.fromkeys(
    ("off", "false", "no", "n", "f", "0"), False
)


def switch(env: environ.Env, name: str, *, default: bool) -> bool:
    """Return whether something is on; what says neither on nor off stops the start."""
    text = env.str(name, default="").strip()
    if text and text.lower() not in SWITCH:
        raise stop(f"{name} is {text!r}: write on or off.")
    return SWITCH[text.lower()] if text else default


def two_factor_is_required(env: environ.Env, *, production: bool) -> bool:
    """Return whether nobody works in the admin without a second step.

    In production the operator decides it; nobody gets "off" by leaving it out.
    """
    if production and not env.str("REQUIRE_TWO_FACTOR", default="").strip():
        raise stop(
            "REQUIRE_TWO_FACTOR is missing: write on, so that a password alone opens "
            "nothing in the admin, or off."
        )
    return switch(env, "REQUIRE_TWO_FACTOR", default=False)


def allowed_hosts(
    env: environ.Env, *, production: bool, host: str, site: str
) -> list[str]:
    """Return the host names that the site answers to."""
    hosts = [name for name in env.list("ALLOWED_HOSTS", default=[]) if name]
    if production and (not hosts or "*" in hosts):
        raise stop(
            "ALLOWED_HOSTS is missing or '*': name the hosts that the site answers to, "
            "separated by commas."
        )
    if production and not validate_host(urlsplit(site).hostname, hosts):
        raise stop(f"ALLOWED_HOSTS leaves out the host of SITE_URL ({site}): add it.")
    if hosts:
        return hosts
    if host in {"0.0.0.0", "::"}:
        sys.stderr.write(
            "Warning: HOST is open to the network, so any host name is answered; "
            "set ALLOWED_HOSTS to narrow it.\n"
        )
        return ["*"]
    named = urlsplit(site).hostname or host
    return sorted({*LOOPBACK, host, named})


def trusted_proxies(env: environ.Env, *, production: bool = False) -> list[str]:
    """Return the addresses whose forwarded headers are believed.

    In production something before the site ends TLS: unless it is believed, every
    page would redirect to itself. ``none`` says that nothing does.
    """
    written = env.list("TRUSTED_PROXIES", default=[])
    proxies = [name.strip() for name in written if name.strip()]
    if proxies == ["none"]:
        return []
    if production and not proxies:
        raise stop(
            "TRUSTED_PROXIES is missing: name the address of the proxy that ends TLS "
            "(127.0.0.1 for one on this machine), or write none where gunicorn itself "
            "does; otherwise every page would redirect to itself."
        )
    return [_proxy(proxy) for proxy in proxies]


def _proxy(text: str) -> str:
    """Return the address of a proxy in the one way in which it is compared."""
    try:
        address = ip_address(text)
    except ValueError as error:
        raise stop(
            f"TRUSTED_PROXIES holds {text!r}: name IP addresses, separated by commas."
        ) from error
    return str(getattr(address, "ipv4_mapped", None) or address)


def admin_path(env: environ.Env) -> str:
    """Return where curators work, as a path below the site with a slash at its end."""
    path = env.str("ADMIN_PATH", default="").strip().strip("/") or "admin"
    if not re.fullmatch(r"[\w-]+(/[\w-]+)*", path, re.ASCII):
        raise stop(
            f"ADMIN_PATH is {path!r}: write a path of letters, digits and hyphens, for "
            "example desk/."
        )
    if path.partition("/")[0] in PUBLIC_PATHS:
        raise stop(f"ADMIN_PATH is {path!r}, where public pages are: choose another.")
    return f"{path}/"


class Rate(NamedTuple):
    """At most so many requests in so many seconds."""

    most: int
    seconds: int


PERIODS = {"second": 1, "minute": 60, "hour": 60 * 60, "day": 24 * 60 * 60}


def api_rate(env: environ.Env) -> Rate | None:
    """Return how often one client may ask the API; None where nobody counts."""
    text = env.str("API_RATE", default="300/minute").strip()
    if text == "none":
        return None
    count, _, period = text.partition("/")
    if not count.isdecimal() or not int(count) or period not in PERIODS:
        raise stop(
            f"API_RATE is {text!r}: write a number per second, minute, hour or day, "
            "for example 300/minute, or none."
        )
    return Rate(int(count), PERIODS[period])


def suggestion_days(env: environ.Env) -> int:
    """Return how long the words of a decided suggestion are kept."""
    days = env.str("SUGGESTION_DAYS", default="").strip() or "90"
    if not (days.isascii() and days.isdigit() and int(days) <= 36500):
        raise stop(
            f"SUGGESTION_DAYS is {days!r}: write a number of days, for example 90."
        )
    return int(days)


HOME = "us"
"""The country in which the defaults hold."""


def country(env: environ.Env) -> str:
    """Return the country of whoever reads here, as its two letters (ISO 3166-1)."""
    letters = env.str("COUNTRY", default="").strip().lower() or HOME
    if letters.upper() not in SUPPORTED_REGIONS:
        raise stop(
            f"COUNTRY is {letters!r}: write the two letters of a country (ISO 3166-1), "
            "for example us, or gb for the United Kingdom."
        )
    return letters


CRISIS_LINES = (
    "988 Suicide & Crisis Lifeline|988|call or text, day and night;"
    "SAMHSA National Helpline|1-800-662-4357|free, private, day and night"
)
"""Those of the United States."""


def crisis_lines(env: environ.Env, *, production: bool = False) -> list[dict[str, str]]:
    """Return the crisis lines shown on every page, as name, number and note.

    ``CRISIS_LINES`` holds them as ``name|number|note``, separated by semicolons. Each
    number has to be one that a telephone in ``COUNTRY`` dials: on a page that somebody
    reads in a crisis, a link that leads nowhere is worse than none.
    """
    dialled_in, written = country(env), env.str("CRISIS_LINES", default=None)
    if written is None:
        if production and dialled_in != HOME:
            raise stop(
                f"COUNTRY is {dialled_in!r}, and CRISIS_LINES is missing: name the "
                "crisis lines of that country, as name|number|note."
            )
        dialled_in, written = HOME, CRISIS_LINES
    return [_crisis_line(entry.strip(), dialled_in) for entry in written.split(";")]


def _crisis_line(entry: str, dialled_in: str) -> dict[str, str]:
    name, _, rest = (part.strip() for part in entry.partition("|"))
    number, _, note = (part.strip() for part in rest.partition("|"))
    if not name or not number:
        raise stop(
            f"CRISIS_LINES holds {entry!r}: write name|number|note, several separated "
            "by semicolons."
        )
    if telephones.line_in(dialled_in, number) is None:
        raise stop(
            f"CRISIS_LINES holds {number!r}, which no telephone in {dialled_in!r} "
            "(COUNTRY) can dial: write the number alone, as 988 or 1-800-662-4357, "
            "sms:741741?body=HOME for a line that is texted, or tel:988 for a short "
            "number that you have dialled yourself; words belong in the note."
        )
    return {"name": name, "number": number, "note": note}


def database(env: environ.Env, *, default: str) -> dict:
    """Return Django's settings for the database at ``DATABASE_URL``.

    SQLite: readers never wait for a writer (WAL), and a writer waits for another one
    instead of failing (IMMEDIATE with a time-out in seconds, which the address may
    state: ``sqlite:///path?timeout=5``).
    """
    url = env.str("DATABASE_URL", default="") or default
    config = env.db_url_config(url)
    engine = config.get("ENGINE", "").rpartition(".")[2]
    if engine == "sqlite3":
        if config["NAME"] != ":memory:":
            file = Path(config["NAME"])
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not file.exists() and os.access(file.parent, os.W_OK):
                private_file(file)
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        } | config.get("OPTIONS", {})
    elif engine == "postgresql":
        config.setdefault("CONN_MAX_AGE", 60)
        config["CONN_HEALTH_CHECKS"] = True
    else:
        raise stop(
            "DATABASE_URL cannot be read: write sqlite:///path/to/file or "
            "postgres://user:password@host/name."
        )
    return config


def caches(env: environ.Env) -> dict[str, dict]:
    """Return Django's settings for its caches: made pages, and limits.

    Pages come and go by the thousand, so limits, which somebody would like to see
    pushed out, have a cache of their own. Where none is named each process counts for
    itself.
    """
    pages = cache(env, "CACHE_URL", most=500)
    limits = cache(env, "LIMITS_CACHE_URL", most=50_000)
    if pages["BACKEND"].endswith("ResilientRedisCache") and pages == limits:
        raise stop(
            "LIMITS_CACHE_URL is CACHE_URL, where pages push out what is counted: name "
            "another Redis, or leave it unset."
        )
    # Two caches in memory at one place would be one.
    limits["LOCATION"] = limits.get("LOCATION") or "limits"
    return {"default": pages, "limits": limits}


def cache(env: environ.Env, name: str, *, most: int) -> dict:
    """Return Django's settings for the cache at the address in ``name``.

    In memory: at most ``most`` entries a process. Redis: shared, never waited for
    long, and never missed when it is lost; its own ``maxmemory`` bounds it.
    """
    try:
        config = env.cache(name, default="locmemcache://")
    except ImproperlyConfigured:
        config = {}
    backend = config.get("BACKEND", "").rpartition(".")[2]
    if backend == "LocMemCache":
        config["OPTIONS"] = {"MAX_ENTRIES": most}
    elif backend == "RedisCache":
        config["BACKEND"] = "recovery_directory.web.resilient_cache.ResilientRedisCache"
        config["OPTIONS"] = config.get("OPTIONS", {}) | {
            "socket_connect_timeout": 0.5,
            "socket_timeout": 0.5,
        }
    else:
        raise stop(
            f"{name} cannot be read: write locmemcache://, "
            "rediscache://:password@host:6379/1, rediss:// for TLS, or "
            "rediscache:///path/to/socket?db=1."
        )
    return config
