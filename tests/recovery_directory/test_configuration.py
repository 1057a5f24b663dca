"""Configuration: production refuses what is missing or weak; local fills it in."""

import fcntl
import os
import secrets
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import environ
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from recovery_directory import configuration, telephones
from tests.whole_site.routes import public_routes

STRONG_KEY = "k7-Rz_9mQwXy2VbN4cLp8TgHj5sDfA3eUo1iKtMxZqWvBnCyRl"

PRODUCTION = {
    "SITE_URL": "https://recovery.example.org",
    "SECRET_KEY": STRONG_KEY,
    "ALLOWED_HOSTS": "recovery.example.org",
    "OPERATOR_NAME": "The clinic",
    "OPERATOR_CONTACT": "desk@example.org",
    "TRUSTED_PROXIES": "127.0.0.1",
    "REQUIRE_TWO_FACTOR": "on",
}


@pytest.fixture
def env(monkeypatch):
    """Return a function that sets environment values, and only those."""

    def with_values(**values) -> environ.Env:
        for name in (*PRODUCTION, "ADMIN_PATH", "CRISIS_LINES", "COUNTRY"):
            monkeypatch.delenv(name, raising=False)
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        return environ.Env()

    return with_values


def start(**values) -> subprocess.CompletedProcess:
    """Start Python with the settings and these environment values only."""
    code = (
        "from django.conf import settings as s\n"
        "print(s.DEBUG, s.ALLOWED_HOSTS, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, "
        "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    )
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=kept | {"DJANGO_SETTINGS_MODULE": "recovery_directory.settings"} | values,
        capture_output=True,
        text=True,
        check=False,
    )


# Production


def test_production_starts_with_everything_set():
    started = start(**PRODUCTION)
    assert started.stdout.split("\n")[0] == (
        "False ['recovery.example.org'] True 31536000 True True"
    )
    assert started.stderr == ""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is missing or weak"),
        *(
            ({"SECRET_KEY": key}, "SECRET_KEY is missing or weak")
            for key in (
                "django-insecure-" + STRONG_KEY,
                "changeme" * 9,
                "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR",
                "k7-Rz_9mQwX" * 5,
                "qwertyuiopasdfghjklzxcvbnmQWERTYUIOPASDFGHJKLZXCVBNM",
                "this-is-the-secret-of-our-site-and-nobody-will-find-it",
            )
        ),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS is missing or '*'"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS is missing or '*'"),
        ({"ALLOWED_HOSTS": "other.example"}, "ALLOWED_HOSTS leaves out the host"),
        ({"OPERATOR_NAME": None}, "OPERATOR_NAME and OPERATOR_CONTACT are missing"),
        ({"OPERATOR_CONTACT": None}, "OPERATOR_NAME and OPERATOR_CONTACT are missing"),
        ({"DEBUG": "on"}, "DEBUG is on with an https SITE_URL"),
        ({"DEMO": "on"}, "DEMO is on with an https SITE_URL"),
        ({"SITE_URL": "https://"}, "SITE_URL is 'https://': write it whole"),
        ({"TRUSTED_PROXIES": "proxy.example"}, "TRUSTED_PROXIES holds 'proxy.example'"),
        ({"TRUSTED_PROXIES": None}, "TRUSTED_PROXIES is missing: name the address"),
        ({"REQUIRE_TWO_FACTOR": None}, "REQUIRE_TWO_FACTOR is missing: write on"),
        ({"REQUIRE_TWO_FACTOR": " "}, "REQUIRE_TWO_FACTOR is missing: write on"),
        ({"REQUIRE_TWO_FACTOR": "maybe"}, "REQUIRE_TWO_FACTOR is 'maybe': write on"),
        ({"DEBUG": "maybe"}, "DEBUG is 'maybe': write on or off"),
        ({"LOG_REQUESTS": "2"}, "LOG_REQUESTS is '2': write on or off"),
        ({"ADMIN_PATH": "desk?"}, "ADMIN_PATH is 'desk?': write a path"),
        ({"ADMIN_PATH": "/types/"}, "ADMIN_PATH is 'types', where public pages are"),
        ({"CRISIS_LINES": "988"}, "CRISIS_LINES holds '988'"),
    ],
    ids=lambda value: (
        "-".join(f"{name}={part}" for name, part in value.items())
        if isinstance(value, dict)
        else ""
    ),
)
def test_production_refuses_a_missing_or_weak_value_with_one_sentence(change, sentence):
    values = {key: value for key, value in (PRODUCTION | change).items() if value}
    started = start(**values)
    assert started.returncode != 0
    last = started.stderr.strip().splitlines()[-1]
    name, _colon, said = last.partition(": ")
    assert name == "django.core.exceptions.ImproperlyConfigured"
    assert said.startswith(sentence)


# Switches


@pytest.mark.parametrize(
    ("written", "is_on"),
    [("on", True), ("True", True), ("YES", True), (" 1 ", True)]
    + [("off", False), ("false", False), ("No", False), ("0", False)],
)
def test_a_switch_is_on_or_off(env, written, is_on):
    values = env(REQUIRE_TWO_FACTOR=written)
    for default in (True, False):
        switched = configuration.switch(values, "REQUIRE_TWO_FACTOR", default=default)
        assert switched is is_on


def test_every_switch_is_read_in_the_one_way_that_refuses():
    read = Path(settings.BASE_DIR, "recovery_directory/settings.py").read_text()
    assert "env.bool" not in read


def test_locally_nobody_has_to_decide_on_a_second_step(env):
    values = env(REQUIRE_TWO_FACTOR="")
    assert not configuration.two_factor_is_required(values, production=False)


# The address of the site


@pytest.mark.parametrize(
    ("value", "host", "url"),
    [
        ("", "127.0.0.1", "http://127.0.0.1:8000"),
        ("", "0.0.0.0", "http://127.0.0.1:8000"),
        ("", "::1", "http://[::1]:8000"),
        ("", "::", "http://127.0.0.1:8000"),
        ("", "box.local", "http://box.local:8000"),
        (" https://r.example.org/ ", "127.0.0.1", "https://r.example.org"),
        ("https://r.example.org:8443", "127.0.0.1", "https://r.example.org:8443"),
        ("https://R.Example.org:", "127.0.0.1", "https://r.example.org"),
        ("https://[2001:db8::1]:8443", "127.0.0.1", "https://[2001:db8::1]:8443"),
    ],
)
def test_the_address_of_the_site(env, value, host, url):
    assert configuration.site_url(env(SITE_URL=value), host, "8000") == url


@pytest.mark.parametrize(
    "value",
    [
        "recovery.example.org",
        "ftp://recovery.example.org",
        "https://",
        "https://[::1",
        "https://r.example.org:port",
        "https://r.example.org/directory",
        "https://r.example.org/?a=1",
        "https://r.example.org/?",
        "https://kim@r.example.org",
        "https://kim:hidden@r.example.org",
        "https://@r.example.org",
        "https://r.example.org\\@other.example",
        "https://r example.org",
        "https://r.example.org<b>",
        "https://r.example.org/#top",
    ],
)
def test_an_address_that_is_not_one_is_refused(env, value):
    with pytest.raises(ImproperlyConfigured, match=r"^SITE_URL (is|holds) ") as refused:
        configuration.site_url(env(SITE_URL=value), "127.0.0.1", "8000")
    assert "hidden" not in str(refused.value)


# The key


def test_locally_a_key_is_written_once_and_only_its_owner_reads_it(env, tmp_path):
    key_file = tmp_path / "var" / "secret_key"
    first = configuration.secret_key(env(), production=False, key_file=key_file)
    second = configuration.secret_key(env(), production=False, key_file=key_file)
    assert len(first) >= 50
    assert first == second == key_file.read_text()
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


@pytest.mark.parametrize("draw", [secrets.token_urlsafe, secrets.token_hex])
def test_a_key_that_was_drawn_is_never_called_weak(draw):
    assert not any(configuration._is_weak(draw(50)) for _time in range(2000))


def test_a_process_that_comes_second_waits_for_the_key_of_the_first(tmp_path):
    key_file = tmp_path / "secret_key"
    with ThreadPoolExecutor() as pool, key_file.open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        second = pool.submit(configuration._new_key, key_file)
        with pytest.raises(TimeoutError):
            second.result(timeout=0.2)
        first.write("the key of the first")
        first.flush()
        fcntl.flock(first, fcntl.LOCK_UN)
        assert second.result(timeout=20) == "the key of the first"
    assert key_file.read_text() == "the key of the first"


def test_an_empty_key_file_is_filled(env, tmp_path):
    key_file = tmp_path / "secret_key"
    key_file.touch()
    key = configuration.secret_key(env(), production=False, key_file=key_file)
    assert key == key_file.read_text() != ""


def test_a_key_from_the_environment_is_used_and_no_file_written(env, tmp_path):
    key_file = tmp_path / "secret_key"
    values = env(SECRET_KEY="mine")
    assert (
        configuration.secret_key(values, production=False, key_file=key_file) == "mine"
    )
    assert not key_file.exists()


# Hosts and proxies


def test_locally_only_this_machine_is_answered(env, capsys):
    hosts = configuration.allowed_hosts(
        env(), production=False, host="127.0.0.1", site="http://127.0.0.1:8000"
    )
    assert set(hosts) == {"localhost", "127.0.0.1", "[::1]"}
    assert capsys.readouterr().err == ""


def test_a_named_host_and_the_host_of_the_address_are_answered(env):
    hosts = configuration.allowed_hosts(
        env(), production=False, host="box.local", site="http://r.example.org"
    )
    assert {"box.local", "r.example.org", "localhost"} <= set(hosts)


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_an_open_host_answers_to_any_name_and_warns(env, capsys, host):
    hosts = configuration.allowed_hosts(
        env(), production=False, host=host, site="http://127.0.0.1:8000"
    )
    assert hosts == ["*"]
    assert capsys.readouterr().err.startswith("Warning: HOST is open to the network")


def test_stated_hosts_narrow_an_open_one(env, capsys):
    hosts = configuration.allowed_hosts(
        env(ALLOWED_HOSTS="box.local"),
        production=False,
        host="0.0.0.0",
        site="http://127.0.0.1:8000",
    )
    assert hosts == ["box.local"]
    assert capsys.readouterr().err == ""


def test_proxies_are_addresses(env):
    values = env(TRUSTED_PROXIES="10.0.0.1, ::1,")
    assert configuration.trusted_proxies(values) == ["10.0.0.1", "::1"]
    assert configuration.trusted_proxies(env()) == []


def test_a_proxy_is_one_however_its_address_is_written(env):
    values = env(TRUSTED_PROXIES="::ffff:10.0.0.1,2001:DB8:0::1")
    assert configuration.trusted_proxies(values) == ["10.0.0.1", "2001:db8::1"]


def test_a_site_that_ends_tls_itself_says_so(env):
    values = env(TRUSTED_PROXIES="none")
    assert configuration.trusted_proxies(values, production=True) == []


@pytest.mark.parametrize("value", ["desk", "/desk/", " desk/ "])
def test_curators_may_work_elsewhere(env, value):
    assert configuration.admin_path(env(ADMIN_PATH=value)) == "desk/"
    assert configuration.admin_path(env()) == "admin/"


def test_no_public_page_is_where_the_admin_could_be():
    prefixes = {route.pattern.partition("/")[0] for route in public_routes()} - {""}
    assert prefixes <= configuration.PUBLIC_PATHS


# Suggestions


@pytest.mark.parametrize(("written", "days"), [({}, 90), ({"SUGGESTION_DAYS": "7"}, 7)])
def test_words_of_suggestions_are_kept_for_days(env, monkeypatch, written, days):
    monkeypatch.delenv("SUGGESTION_DAYS", raising=False)
    assert configuration.suggestion_days(env(**written)) == days


@pytest.mark.parametrize("written", ["soon", "-1", "1.5", "99999", "²"])
def test_what_is_no_number_of_days_stops_the_start(env, written):
    with pytest.raises(ImproperlyConfigured, match="write a number of days"):
        configuration.suggestion_days(env(SUGGESTION_DAYS=written))


# Caches


def test_limits_have_a_cache_of_their_own(env, monkeypatch):
    for name in ("CACHE_URL", "LIMITS_CACHE_URL"):
        monkeypatch.delenv(name, raising=False)
    found = configuration.caches(env())
    assert found["default"]["LOCATION"] != found["limits"]["LOCATION"] == "limits"
    pages = env(CACHE_URL="rediscache://:secret@127.0.0.1:6379/1")
    found = configuration.caches(pages)
    assert found["default"]["LOCATION"] == "redis://:secret@127.0.0.1:6379/1"
    assert found["limits"]["BACKEND"].endswith("LocMemCache")


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("rediscache://h:6379/2", "redis://h:6379/2"),
        ("rediss://:secret@h:6380/1", "rediss://:secret@h:6380/1"),
        ("rediscache:///run/redis.sock?db=1", "unix:///run/redis.sock"),
    ],
)
def test_a_redis_is_reached_by_password_tls_and_socket(env, monkeypatch, url, location):
    monkeypatch.setenv("LIMITS_CACHE_URL", url)
    found = configuration.cache(env(), "LIMITS_CACHE_URL", most=1)
    assert found["LOCATION"] == location
    assert found["OPTIONS"].get("db", 1) == 1
    assert found["OPTIONS"]["socket_timeout"] == 0.5


def test_limits_where_pages_are_stop_the_start(env, monkeypatch):
    for name in ("CACHE_URL", "LIMITS_CACHE_URL"):
        monkeypatch.setenv(name, "rediscache://h:6379/1")
    with pytest.raises(ImproperlyConfigured, match="LIMITS_CACHE_URL is CACHE_URL"):
        configuration.caches(env())


# Files


@pytest.fixture
def _open_umask():
    """Let everybody read what is made, unless it says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("_open_umask")
def test_a_database_and_its_journals_are_its_owners_from_the_first_byte(
    env, monkeypatch, tmp_path
):
    file = tmp_path / "made" / "directory.sqlite3"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    config = configuration.database(env(), default="")
    assert mode(file) == 0o600
    assert mode(file.parent) == 0o700
    database = sqlite3.connect(config["NAME"])
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE a (b)")
    made = {path.name: mode(path) for path in file.parent.iterdir()}
    database.close()
    assert len(made) == 3
    assert set(made.values()) == {0o600}


@pytest.mark.usefixtures("_open_umask")
def test_a_folder_that_others_could_open_is_closed(tmp_path):
    folder = tmp_path / "var"
    folder.mkdir(mode=0o755)
    configuration.private_folder(folder)
    assert mode(folder) == 0o700


# Crisis lines


def test_without_a_value_the_crisis_lines_are_those_of_the_united_states(env):
    lines = configuration.crisis_lines(env())
    assert [line["number"] for line in lines] == ["988", "1-800-662-4357"]


def test_crisis_lines_have_a_name_a_number_and_a_note(env):
    values = env(
        COUNTRY="gb", CRISIS_LINES="Samaritans | 116 123 | day and night;Police|999"
    )
    assert configuration.crisis_lines(values) == [
        {"name": "Samaritans", "number": "116 123", "note": "day and night"},
        {"name": "Police", "number": "999", "note": ""},
    ]


@pytest.mark.parametrize("value", ["988", "|988", "Line|", "Line|988;"])
def test_a_crisis_line_without_name_or_number_is_refused(env, value):
    with pytest.raises(ImproperlyConfigured, match=r"write name\|number\|note"):
        configuration.crisis_lines(env(CRISIS_LINES=value))


@pytest.mark.parametrize(
    ("country", "number"),
    [
        *(("us", number) for number in ("tel:text HOME to 741741", "text 741741")),
        *(("us", number) for number in ("1-800-GAMBLERXYZ now", "1-888-GO-ANON")),
        *(("us", number) for number in ("116 123", "+44 116 123", "988 press 1")),
        *(("us", number) for number in ("988 ext. 1", "555-0100", "12345", "call")),
        *(("us", number) for number in ("212-555-0100 or 988", "+1 911", "HELP")),
        *(("us", f"sms:{what}") for what in ("HOME", "741741?body=", "", "7?body=A")),
        *(("us", f"sms:741741?{what}") for what in ("text=A", "body=A&x=1", "body")),
        *(("us", number) for number in ("mailto:a@b.example", "https://x.example")),
        *(("gb", number) for number in ("988", "741741", "1-800-662")),
    ],
)
def test_a_crisis_line_that_nobody_can_dial_stops_the_start(env, country, number):
    values = env(COUNTRY=country, CRISIS_LINES=f"Line|988|note;Line|{number}|note")
    if country == "gb":
        values = env(COUNTRY=country, CRISIS_LINES=f"Line|{number}")
    with pytest.raises(ImproperlyConfigured, match="no telephone in .* can dial") as e:
        configuration.crisis_lines(values)
    assert repr(number) in str(e.value)
    assert "\n" not in str(e.value)


@pytest.mark.parametrize("letters", ["uk", "usa", "United States", "u", "1", "xx"])
def test_a_country_that_is_none_stops_the_start(env, letters):
    with pytest.raises(ImproperlyConfigured, match="write the two letters"):
        configuration.country(env(COUNTRY=letters))


def test_the_country_is_the_united_states_unless_one_is_named(env):
    assert configuration.country(env()) == configuration.country(env(COUNTRY=" "))
    assert configuration.country(env(COUNTRY="")) == "us"
    assert configuration.country(env(COUNTRY="GB")) == "gb"


def test_production_elsewhere_names_its_crisis_lines(env):
    with pytest.raises(ImproperlyConfigured, match="CRISIS_LINES is missing"):
        configuration.crisis_lines(env(COUNTRY="gb"), production=True)
    assert configuration.crisis_lines(env(COUNTRY="gb"))
    assert configuration.crisis_lines(env(), production=True)


@pytest.mark.parametrize(
    ("value", "rate"),
    [("5/second", (5, 1)), ("300/minute", (300, 60)), ("9/day", (9, 86400))],
)
def test_the_rate_of_the_api_is_a_number_in_a_while(env, value, rate):
    assert configuration.api_rate(env(API_RATE=value)) == rate


def test_the_rate_of_the_api_has_a_default_and_may_be_none(env):
    assert configuration.api_rate(env()) == (300, 60)
    assert configuration.api_rate(env(API_RATE="none")) is None


@pytest.mark.parametrize("value", ["", "0/minute", "many", "5", "5/year", "-1/minute"])
def test_a_rate_that_is_not_one_is_refused(env, value):
    with pytest.raises(ImproperlyConfigured, match="API_RATE"):
        configuration.api_rate(env(API_RATE=value))


# Country


@pytest.mark.parametrize(
    ("country", "number"),
    [
        *(("", "911"), ("us", "911"), ("CA", "911"), ("mx", "911"), ("gb", "999")),
        *(("de", "112"), ("fr", "112"), ("es", "112"), ("au", "000"), ("nz", "111")),
        *(("jp", "119"), ("cn", "120"), ("in", "112"), ("co", "123")),
    ],
)
def test_country_names_the_number_that_brings_an_ambulance(env, country, number):
    code = configuration.country(env(COUNTRY=country))
    assert telephones.emergency_number(code) == number
