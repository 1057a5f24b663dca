"""How gunicorn serves the site: https://docs.gunicorn.org/en/stable/settings.html.

``scripts/run`` starts it; GUNICORN_CMD_ARGS adds or overrides.
"""

import gc
import logging
import os

import environ
from django.core.exceptions import ImproperlyConfigured
from gunicorn.glogging import Logger

from recovery_directory import configuration
from recovery_directory.web.request_log import JsonLine

_host = os.environ.get("HOST") or "127.0.0.1"
_port = os.environ.get("PORT") or "8000"

bind = f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"
worker_class = "gthread"
workers = 2
threads = 4
timeout = 60
# Told to stop, it takes no new request and finishes those under way.
graceful_timeout = 30
# Loaded once, before the workers: a bad configuration is said once and stops the start.
preload_app = True

# Nobody who looks for help is written down: no access log (the site writes its own,
# recovery_directory.web.request_log), and no warnings, which name the address of
# whoever sent a malformed request.
accesslog = None
loglevel = "error"
# Django leaves it to the server to drop the body of an answer to HEAD.
logging.getLogger("gunicorn.http.wsgi").setLevel(logging.ERROR)


class LoggerWithoutPeople(Logger):
    """Gunicorn's own errors, without the addresses and queries that they quote."""

    def setup(self, cfg):
        """Write lines as the site does."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLine())


logger_class = LoggerWithoutPeople

# One site a machine is not a rule, and nothing here asks a server while it runs.
control_socket_disable = True

# The longest line that gunicorn knows; it answers 414 itself beyond. Unlimited would
# hold whatever a stranger sends in memory.
limit_request_line = 8190

# Forwarded headers are believed from named proxies only, by default from none; what is
# wrong with them the site says itself, in one sentence.
try:
    forwarded_allow_ips = ",".join(configuration.trusted_proxies(environ.Env()))
except ImproperlyConfigured:
    forwarded_allow_ips = ""

# No header says where the site begins (SCRIPT_NAME), from nobody: a kept page would
# lead all others there. What has an underscore could pass for another header.
forwarder_headers = ""
header_map = "drop"

# Whatever a process writes, its owner reads.
umask = 0o077


def when_ready(server):
    """Say where the site is, once it answers.

    What is loaded by now stays for good: the garbage collector is told not to look at
    it again, and the workers, forked from here, share it. Otherwise every full
    collection walks all of Django, a tenth of a second in the middle of an answer.
    """
    from django.conf import settings
    from django.urls import get_resolver

    get_resolver().check()  # loads all views
    gc.collect()
    gc.freeze()
    # A page makes tens of thousands of objects that die with it: look less often.
    gc.set_threshold(50_000, 20, 20)
    print(f"The directory is at {settings.SITE_URL}/ (Ctrl-C stops it).", flush=True)
