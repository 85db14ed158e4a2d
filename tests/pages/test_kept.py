"""Pages that were made are kept as long as they hold."""


def test_a_page_is_made_once_for_readers_alike(site):
    before = site.service.cache.hits
    first, again = (site.get("/page/state/CHN?lang=fr&for=test") for _ in range(2))
    assert (first.status_code, first.data, first.headers["ETag"]) == (200, again.data, again.headers["ETag"])
    assert first.headers["Content-Type"] == again.headers["Content-Type"] == "text/html; charset=utf-8"
    assert site.service.cache.hits == before + 1


def test_what_depends_on_the_request_is_kept_apart(site):
    pages = [site.get(f"/page/state/CHN?{rest}").data for rest in ("lang=fr", "lang=ru", "lang=fr&date=1990")]
    assert len(set(pages)) == 3
    kinds = ("text/html", "application/json", "text/html")
    html, json, again = (site.get("/search?q=lavrov", accept=kind) for kind in kinds)
    assert (html.mimetype, json.mimetype) == ("text/html", "application/json")
    assert html.data == again.data != json.data
