"""Nothing jumps while a page comes in, not even over a slow line."""

import pytest

SHIFTS = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 300);
})"""
SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 50_000,
}
"""Bytes for a second, and milliseconds before the first of them: an old phone."""


def shifted(page) -> float:
    """Return how much of the page moved by itself, as browsers count it."""
    return page.evaluate(SHIFTS)


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/organizations/",
        "/organizations/alcoholics-anonymous/",
        "/organizations/lifering/print/",
    ],
)
def test_nothing_jumps_on_a_slow_line(open_page, address, width):
    page = open_page(viewport={"width": width, "height": 800})
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.goto(address)
    assert shifted(page) < 0.005


def test_a_jump_would_be_seen(page):
    page.goto("/")
    page.evaluate(
        "document.querySelector('main').prepend(Object.assign("
        "document.createElement('p'), { innerHTML: '<br>'.repeat(9) }))"
    )
    assert shifted(page) > 0.01
