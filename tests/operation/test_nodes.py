"""The deployment of docs/deploying.md: nginx, two nodes, PostgreSQL and Redis.

nginx runs the file in ``deploy/``, with ports, names and paths of the test in it.
"""

import contextlib
import http.client
import os
import re
import signal
import socket
import socketserver
import ssl
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from tests.operation.conftest import (
    ROOT,
    free_port,
    is_open,
    program,
    rename,
    wait_until,
)

PLANTED = "xanthippe"
HOST = "directory.example.org"
PRODUCTION = {
    "SITE_URL": f"https://{HOST}",
    "ALLOWED_HOSTS": HOST,
    "SECRET_KEY": "k7-Rz_9mQwXy2VbN4cLp8TgHj5sDfA3eUo1iKtMxZqWvBnCyRl",
    "OPERATOR_NAME": "The clinic",
    "OPERATOR_CONTACT": "desk@example.org",
    "TRUSTED_PROXIES": "127.0.0.1",
    "REQUIRE_TWO_FACTOR": "on",
}


class Front:
    """nginx before the nodes, and a way to ask it."""

    def __init__(self, folder: Path, nodes: list, read_timeout: str = "60s"):
        """Write its configuration and start it."""
        self.folder, self.port = folder, free_port()
        self.read_timeout = read_timeout
        openssl = (
            *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"),
            *("-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"),
        )
        subprocess.run(
            [program("openssl"), *map(str, openssl)], check=True, capture_output=True
        )
        (folder / "nginx.conf").write_text(self._configuration(nodes))
        with (folder / "nginx.log").open("w") as log:
            self.process = subprocess.Popen(
                [program("nginx"), "-p", folder, "-c", folder / "nginx.conf"],
                stdout=log,
                stderr=log,
            )
        wait_until(lambda: is_open(self.port), "nginx")

    def _configuration(self, nodes: list) -> str:
        site = (ROOT / "deploy/nginx/recovery-directory.conf").read_text()
        site = re.sub(r"listen 80;|listen \[::\][^;]*;", "", site)
        site = site.replace("listen 443", f"listen 127.0.0.1:{self.port}")
        site = re.sub(r"server \{\s*server_name.*?\}\n", "", site, count=1, flags=re.S)
        site = re.sub(r"/etc/letsencrypt/live/[^/]+", str(self.folder), site)
        site = site.replace("/var/log/nginx", str(self.folder))
        site = site.replace("_read_timeout 60s", f"_read_timeout {self.read_timeout}")
        for place, node in zip(("8001", "8002"), nodes, strict=True):
            site = site.replace(f"127.0.0.1:{place}", f"127.0.0.1:{node.port}")
        assert "letsencrypt" not in site
        user = "user root;" if os.geteuid() == 0 else ""
        return (
            f"{user} daemon off; pid {self.folder}/nginx.pid; worker_processes 1;\n"
            f"error_log {self.folder}/error.log emerg;\n"
            "events { worker_connections 512; }\n"
            f"http {{ client_body_temp_path {self.folder}; "
            f"proxy_temp_path {self.folder};\n{site}\n}}\n"
        )

    def connect(self, timeout: float = 20) -> http.client.HTTPSConnection:
        """Return a connection that believes the certificate of the test only."""
        context = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        connection = http.client.HTTPSConnection(HOST, context=context, timeout=timeout)
        plain = socket.create_connection(("127.0.0.1", self.port), timeout)
        connection.sock = context.wrap_socket(plain, server_hostname=HOST)
        return connection

    def get(self, address: str, **headers: str) -> tuple[int, str]:
        """Return status and page."""
        connection = self.connect()
        connection.request("GET", address, headers={"Host": HOST} | headers)
        answer = connection.getresponse()
        page = answer.read().decode(errors="replace")
        connection.close()
        return answer.status, page

    def logs(self) -> str:
        """Return all that nginx wrote."""
        return "".join(path.read_text() for path in self.folder.glob("*.log"))


@pytest.fixture
def redis(tmp_path):
    """Yield the two of deploy/, by socket and password, and how nodes find them."""
    processes, addresses = [], {}
    for name, use in (("CACHE_URL", "pages"), ("LIMITS_CACHE_URL", "limits")):
        socket_file = tmp_path / f"{use}.sock"
        deployed = (ROOT / f"deploy/redis/redis-{use}.conf").read_text()
        deployed = deployed.replace(f"/run/redis-{use}/redis.sock", str(socket_file))
        file = tmp_path / f"redis-{use}.conf"
        file.write_text(deployed)
        processes.append(
            subprocess.Popen(
                [program("redis-server"), file, "--dir", tmp_path],
                stdout=subprocess.DEVNULL,
            )
        )
        addresses[name] = f"rediscache://:PASSWORD@{socket_file}?db=0"
    for name in ("pages", "limits"):
        wait_until((tmp_path / f"{name}.sock").exists, f"Redis of {name}")
    yield processes, addresses
    for process in processes:
        process.kill()
        process.wait()


@pytest.fixture
def deployment(postgresql_url, redis, start_node, tmp_path):
    """Yield the address of the database, nodes, nginx and Redis."""
    servers, addresses = redis
    nodes = [
        start_node(postgresql_url, **addresses, **PRODUCTION) for _node in range(2)
    ]
    folder = tmp_path / "nginx"
    folder.mkdir()
    front = Front(folder, nodes)
    yield postgresql_url, nodes, front, servers
    front.process.send_signal(signal.SIGQUIT)
    front.process.wait(10)


def asking(front: Front, stop: threading.Event, answers: list) -> None:
    """Ask for pages, kept and not, until told to stop."""
    number = 0
    while not stop.is_set():
        number += 1
        for address in (
            "/organizations/harbor-1/",
            "/organizations/?type=secular",
            f"/organizations/harbor-2/?n={number}",
        ):
            try:
                answers.append(front.get(address)[0])
            except OSError as error:
                answers.append(type(error).__name__)


def test_one_node_then_redis_is_killed_under_load_and_reads_and_saves_go_on(
    deployment, seconds_of_load
):
    url, nodes, front, redis = deployment
    answers: list = []
    stop = threading.Event()
    visitors = [
        threading.Thread(target=asking, args=(front, stop, answers))
        for _number in range(6)
    ]
    for visitor in visitors:
        visitor.start()
    try:
        time.sleep(seconds_of_load / 5)
        nodes[0].kill()
        sees_a_save(url, front, "First Name")
        for server in redis:
            server.kill()
        sees_a_save(url, front, "Second Name")
        time.sleep(seconds_of_load / 5)
    finally:
        stop.set()
        for visitor in visitors:
            visitor.join()
    assert len(answers) > 50
    assert set(answers) == {200}
    assert "The shared cache is lost" in nodes[1].log.read_text()


def sees_a_save(url: str, front: Front, name: str) -> None:
    """Save, and see it everywhere within a second."""
    rename(url, "harbor-1", name)
    time.sleep(1)
    for _time in range(4):
        assert name in front.get("/organizations/harbor-1/")[1]


def test_the_site_behind_tls_is_strict_and_no_log_knows_anybody(deployment):
    _url, nodes, front, _redis = deployment
    connection = front.connect()
    planted = {
        "Host": HOST,
        "User-Agent": PLANTED,
        "Referer": f"https://{PLANTED}.example/",
        "X-Forwarded-For": f"{PLANTED}, 203.0.113.77",
    }
    connection.request("GET", f"/organizations/?q={PLANTED}", headers=planted)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert "Set-Cookie" not in answer.headers
    for method, address in (
        ("GET", f"/?{PLANTED}={PLANTED}"),
        ("POST", f"/admin/login/?next={PLANTED}"),
        ("POST", f"/api/hsds/services?search={PLANTED}"),
        (PLANTED.upper(), "/"),
    ):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, address, f"username={PLANTED}", planted | form)
        connection.getresponse().read()
    # nginx itself refuses this one, and would say so in its own log.
    large = planted | {"Content-Length": "2000000"}
    connection.request("POST", f"/find/?{PLANTED}", headers=large)
    assert connection.getresponse().status == 413
    connection.close()
    for malformed in (b"GET /%zz?" + PLANTED.encode(), PLANTED.encode() * 2000):
        with ssl.create_default_context(
            cafile=front.folder / "fullchain.pem"
        ).wrap_socket(
            socket.create_connection(("127.0.0.1", front.port)), server_hostname=HOST
        ) as raw:
            raw.sendall(malformed + b"\r\n\r\n")
            raw.recv(4096)
    logs = front.logs() + "".join(node.log.read_text() for node in nodes)
    assert '"route": "organizations/"' in logs
    assert " GET /organizations/ 200 " in logs
    for word in (PLANTED, PLANTED.upper(), "203.0.113.77", "127.0.0.1 ", "Mozilla"):
        assert word not in logs


def test_no_log_knows_the_address_of_a_suggestion_or_of_a_password_reset(deployment):
    _url, nodes, front, _redis = deployment
    for address in (
        f"/suggest/{PLANTED}/",
        f"/es/suggest/{PLANTED}/",
        f"/suggest/{PLANTED}",
        f"/admin/password-reset/MQ/{PLANTED}/",
        f"/admin/password-reset/{PLANTED}/set-password/",
    ):
        front.get(address)
    front.get("/organizations/harbor-1/")
    last = " GET /organizations/harbor-1/ 200 "
    wait_until(lambda: last in front.logs(), "the last line of the log", 5)
    logs = front.logs() + "".join(node.log.read_text() for node in nodes)
    assert " GET /suggest/... " in logs
    assert " GET /admin/password-reset/... " in logs
    assert PLANTED not in logs


def test_large_bodies_come_in_only_where_files_are_uploaded(deployment):
    upload = "/admin/organizations/organization/import/"
    for address, size, status in (
        ("/find/", 2_000_000, 413),
        ("/admin/login/", 2_000_000, 403),
        ("/admin/login/", 6_000_000, 413),
        (upload, 6_000_000, 403),
        (upload, 22_000_000, 413),
    ):
        connection = deployment[2].connect()
        kind = {"Host": HOST, "Content-Type": "text/plain"}
        with contextlib.suppress(OSError):
            connection.request("POST", address, b"x" * size, kind)
        assert finished(connection) == status, (address, size)


def test_every_server_of_nginx_hides_its_version():
    deployed = (ROOT / "deploy/nginx/recovery-directory.conf").read_text()
    servers = deployed.split("\nserver {")[1:]
    assert len(servers) == 2
    for server in servers:
        assert "server_tokens off;" in server


@pytest.mark.parametrize(
    ("seconds", "read_timeout", "status"), [(3, "1s", 504), (6, "60s", 502)]
)
def test_nginx_asks_no_second_node_for_what_the_first_works_on(
    tmp_path, seconds, read_timeout, status
):
    """Neither after a time-out nor where the first ended over it after a while."""
    asked = []

    class Hanging(socketserver.BaseRequestHandler):
        def handle(self):
            asked.append(self.request.recv(65536))
            time.sleep(seconds)

    servers = [
        socketserver.ThreadingTCPServer(("127.0.0.1", 0), Hanging) for _node in "ab"
    ]
    for server in servers:
        server.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = tmp_path / "nginx"
    folder.mkdir()
    front = Front(folder, servers, read_timeout)
    try:
        assert front.get("/organizations/")[0] == status
        assert len(asked) == 1
    finally:
        front.process.send_signal(signal.SIGQUIT)
        front.process.wait(10)
        for server in servers:
            server.shutdown()
            server.server_close()


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/password-reset/"])
def test_a_flood_of_sign_ins_stops_at_the_door_and_nothing_else_waits(
    deployment, address
):
    _url, _nodes, front, _redis = deployment
    connection = front.connect()
    headers = {"Host": HOST, "Content-Type": "application/x-www-form-urlencoded"}
    answers = []
    for _time in range(40):
        connection.request("POST", address, "username=a", headers)
        answer = connection.getresponse()
        answer.read()
        answers.append(answer.status)
    connection.close()
    assert set(answers[:20]) == {403}
    assert answers[-1] == 429
    assert front.get(address)[0] == 200
    assert front.get("/organizations/harbor-1/")[0] == 200


def test_slow_and_large_requests_hold_up_nobody(deployment):
    _url, _nodes, front, _redis = deployment
    slow = []
    for number in range(30):
        connection = front.connect()
        connection.putrequest("POST", "/api/hsds/services", skip_host=True)
        connection.putheader("Host", HOST)
        connection.putheader("Content-Length", "500000")
        connection.endheaders()
        connection.send(b"x" * (10 + number))
        slow.append(connection)
    large = front.connect()
    large.request("POST", "/find/", b"x" * 10_000_000, {"Host": HOST})
    for _time in range(5):
        started = time.monotonic()
        assert front.get("/organizations/harbor-1/")[0] == 200
        assert time.monotonic() - started < 3
    assert finished(large) == 413
    for connection in slow:
        connection.close()


def finished(connection: http.client.HTTPConnection) -> int:
    """Read the answer to its end, close, and return its status."""
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


# One node


@pytest.mark.parametrize("proxies", ["127.0.0.1", "none"])
def test_no_header_says_where_the_site_begins(sqlite_url, start_node, proxies):
    node = start_node(sqlite_url, TRUSTED_PROXIES=proxies)

    def get(address: str, **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=20)
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        return answer.status, page

    for name in ("SCRIPT_NAME", "PATH_INFO", "Script-Name", "SCRIPT-NAME"):
        for value in ("/evil", "/organizations"):
            status, page = get("/organizations/harbor-1/", **{name: value})
            assert (status, "evil" in page) == (200, False), name
    poisoned = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "https"}
    get("/organizations/harbor-2/", **poisoned)
    for number in (1, 2):
        status, page = get(f"/organizations/harbor-{number}/")
        assert (status, "evil" in page) == (200, False)
        assert f'href="/organizations/harbor-{number}/' in page


def test_requests_under_way_are_finished_when_a_node_is_told_to_stop(
    sqlite_url, start_node
):
    node = start_node(sqlite_url)
    under_way = []
    for _number in range(3):
        connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=20)
        connection.putrequest("POST", "/admin/login/")
        connection.putheader("Content-Type", "application/x-www-form-urlencoded")
        connection.putheader("Content-Length", "20")
        connection.putheader("Expect", "100-continue")
        connection.endheaders()
        # A worker says so once it has begun; before, it may be told to stop in peace.
        begun = connection.sock.recv(25)
        assert begun.startswith(b"HTTP/1.1 100 "), begun
        connection.send(b"username=a")
        under_way.append(connection)
    node.process.send_signal(signal.SIGTERM)
    time.sleep(1.5)
    assert node.process.poll() is None  # it waits for them
    for connection in under_way:
        connection.send(b"&password=")
        assert finished(connection) == 403
    node.process.wait(20)
    assert not is_open(node.port)


def test_a_killed_worker_is_replaced_and_nobody_notices(sqlite_url, start_node):
    node = start_node(sqlite_url)
    wait_until(lambda: len(node.workers()) == 2, "two workers")
    killed = node.workers()[0]
    os.kill(killed, signal.SIGKILL)
    for _time in range(20):
        with urllib.request.urlopen(f"{node.address}/organizations/") as answer:
            assert answer.status == 200
    wait_until(
        lambda: len(node.workers()) == 2 and killed not in node.workers(), "a new one"
    )
