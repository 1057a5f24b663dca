"""Start the site with the shipped directory and look at it from outside.

Lighthouse judges four pages as a telephone on a slow network would meet them; every
score has a threshold. Then dependencies are compared with the published advisories.
Ends with 1 where a threshold is missed, a hole is known, or nobody could be asked.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = (
    "/",
    "/organizations/",
    "/organizations/alcoholics-anonymous/",
    "/evidence/",
)
THRESHOLDS = {
    "performance": 99,
    "accessibility": 100,
    "best-practices": 100,
    "seo": 100,
}
QUIET = "--headless=new --no-sandbox --disable-background-networking --disable-sync"


def main() -> int:
    """Run both audits; return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/directory.sqlite3",
            "HOST": "127.0.0.1",
            "PORT": str(port),
        }
        subprocess.run(
            [sys.executable, "scripts/prepare.py"],
            cwd=ROOT,
            env=environment,
            check=True,
        )
        site = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "recovery_directory.wsgi"],
            cwd=ROOT,
            env=environment,
        )
        try:
            wait_for(port)
            misses = sum(look_at(address, page, Path(folder)) for page in PAGES)
        finally:
            site.terminate()
            site.wait(timeout=40)
    known = holes()
    return 1 if misses or known else 0


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(port: int) -> None:
    """Wait until the site answers."""
    for _time in range(300):
        with socket.socket() as visitor:
            if visitor.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("The site did not start.")


def look_at(address: str, page: str, folder: Path) -> int:
    """Print Lighthouse's scores for a page; return how many are too low."""
    report = folder / "report.json"
    named = os.environ.get("CHROMIUM") or "chromium"
    chromium = shutil.which(named) or shutil.which("chromium-headless-shell")
    done = subprocess.run(
        [
            *(str(ROOT / "audit/node_modules/.bin/lighthouse"), address + page),
            *("--quiet", "--output=json", f"--output-path={report}"),
            *(f"--chrome-flags={QUIET}", "--no-enable-error-reporting"),
        ],
        env=os.environ | {"CHROME_PATH": str(chromium)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        print(f"{page}: not audited. {done.stderr.strip().splitlines()[-1:]}")
        return 1
    found = json.loads(report.read_text())
    scores = {
        name: round(category["score"] * 100)
        for name, category in found["categories"].items()
        if name in THRESHOLDS
    }
    low = [name for name, least in THRESHOLDS.items() if scores.get(name, 0) < least]
    print(f"{page}: " + ", ".join(f"{name} {scores[name]}" for name in scores))
    for name in low:
        print(f"  {name}: at least {THRESHOLDS[name]} is asked. What was found:")
        for reference in found["categories"][name]["auditRefs"]:
            audit = found["audits"][reference["id"]]
            if reference["weight"] and (audit["score"] or 0) < 1:
                print(f"    {audit['title']} {audit.get('displayValue', '')}".rstrip())
    return len(low)


def holes() -> int:
    """Print known holes in dependencies; return how many, or 1 if nobody knows."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip_audit", "--progress-spinner=off"),
            *("--disable-pip", "--no-deps", "--timeout=15", "--format=json"),
            *("--requirement", "requirements-dev.lock"),
            *("--requirement", "requirements-bench.lock"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        found = []
    skipped = [one["name"] for one in found if "skip_reason" in one]
    if not found or skipped:
        which = ", ".join(skipped) or "all"
        print(f"Dependencies: not audited, no advisories could be had ({which}).")
        return 1
    count = 0
    for one in found:
        for hole in one["vulns"]:
            count += 1
            mended = ", ".join(hole["fix_versions"]) or "nowhere yet"
            print(f"{one['name']} {one['version']}: {hole['id']}, mended in {mended}")
    print(f"Dependencies: {len(found)} audited, {count} known holes.")
    return count


if __name__ == "__main__":
    sys.exit(main())
