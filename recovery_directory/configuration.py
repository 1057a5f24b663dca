"""Reading the configuration: environment values, checked before Django starts.

Two ways of running, told apart by one value. *Production* is an https ``SITE_URL``:
then every missing or weak value stops the start with one sentence. Anything else is
*local*: sensible values are filled in, and a random key is written once to a file that
git ignores.
"""

import secrets
import sys
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]


def stop(sentence: str) -> ImproperlyConfigured:
    """Return the error that stops the start and says what to do."""
    return ImproperlyConfigured(sentence)


def site_url(env: environ.Env, host: str, port: str) -> str:
    """Return the public address of the site, without a slash at the end."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host
    url = env.str("SITE_URL", default="").strip() or f"http://{shown}:{port}"
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise stop(
            f"SITE_URL is {url!r}: write it whole, for example "
            "https://recovery.example.org."
        )
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise stop(f"SITE_URL is {url!r}: leave out everything after the host.")
    return f"{parts.scheme}://{parts.netloc}"


def secret_key(env: environ.Env, *, production: bool, key_file: Path) -> str:
    """Return the signing key; locally make one once and keep it in ``key_file``."""
    key = env.str("SECRET_KEY", default="")
    if production:
        if len(key) < 50 or len(set(key)) < 10:
            raise stop(
                "SECRET_KEY is missing or weak: set it to at least 50 random "
                'characters (python -c "import secrets; '
                'print(secrets.token_urlsafe(50))").'
            )
        return key
    if key:
        return key
    try:
        return key_file.read_text().strip() or _new_key(key_file)
    except FileNotFoundError:
        return _new_key(key_file)


def _new_key(key_file: Path) -> str:
    key = secrets.token_urlsafe(50)
    key_file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with key_file.open("x") as file:
            file.write(key)
    except FileExistsError:  # another process was first: its key is the key
        return key_file.read_text().strip() or key
    key_file.chmod(0o600)
    return key


def allowed_hosts(
    env: environ.Env, *, production: bool, host: str, site: str
) -> list[str]:
    """Return the host names that the site answers to."""
    hosts = [name for name in env.list("ALLOWED_HOSTS", default=[]) if name]
    if production:
        if not hosts or "*" in hosts:
            raise stop(
                "ALLOWED_HOSTS is missing or '*': name the hosts that the site "
                "answers to, separated by commas."
            )
        return hosts
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


def trusted_proxies(env: environ.Env) -> list[str]:
    """Return the addresses whose forwarded headers are believed."""
    proxies = [name.strip() for name in env.list("TRUSTED_PROXIES", default=[])]
    for proxy in filter(None, proxies):
        try:
            ip_address(proxy)
        except ValueError as error:
            raise stop(
                f"TRUSTED_PROXIES holds {proxy!r}: name IP addresses, separated by "
                "commas."
            ) from error
    return [proxy for proxy in proxies if proxy]


def crisis_lines(env: environ.Env) -> list[dict[str, str]]:
    """Return the crisis lines shown on every page, as name, number and note.

    ``CRISIS_LINES`` holds them as ``name|number|note``, separated by semicolons. The
    default is that of the United States.
    """
    default = (
        "988 Suicide & Crisis Lifeline|988|call or text, day and night;"
        "SAMHSA National Helpline|1-800-662-4357|free, private, day and night"
    )
    lines = []
    for entry in env.str("CRISIS_LINES", default=default).split(";"):
        name, _, rest = (part.strip() for part in entry.partition("|"))
        number, _, note = (part.strip() for part in rest.partition("|"))
        if not name or not number:
            raise stop(
                f"CRISIS_LINES holds {entry.strip()!r}: write name|number|note, "
                "several separated by semicolons."
            )
        lines.append({"name": name, "number": number, "note": note})
    return lines
