"""The first visit to the list is light: what really comes over the wire."""

MOST = 50 * 1024


def test_the_first_visit_to_the_list_weighs_at_most_50_kilobytes(page):
    loaded = []
    page.on("requestfinished", lambda request: loaded.append(request))
    page.goto("/organizations/", wait_until="networkidle")
    sizes = {request.url: request.sizes() for request in loaded}
    weight = sum(
        size["responseBodySize"] + size["responseHeadersSize"]
        for size in sizes.values()
    )
    assert any(url.endswith(".css") for url in sizes)
    assert 10_000 < weight <= MOST, sizes


def test_static_files_are_kept_for_good_and_compressed(page):
    answers = []
    page.on("response", lambda response: answers.append(response))
    page.goto("/organizations/", wait_until="networkidle")
    static = [answer for answer in answers if "/static/" in answer.url]
    assert static
    for answer in static:
        headers = answer.all_headers()
        assert "immutable" in headers["cache-control"], answer.url
        if answer.url.endswith((".css", ".js")):
            assert headers["content-encoding"] in {"br", "gzip"}, answer.url
