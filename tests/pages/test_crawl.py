"""Every page of the seed world is there, and none has a link that leads nowhere."""

import os
import random
import re
from html import unescape

from bilateral.rdf.iris import ID
from bilateral.rdf.vocabulary import RDF

SAMPLE = 60
ATTRIBUTE = re.compile(r'(?:href|action)="([^"]*)"')


def names(world):
    subjects = {quad.subject for quad in world.snapshot.match(None, RDF.type, graph="")}
    return sorted(each[1:-1].removeprefix(ID) for each in subjects if each.startswith(f"<{ID}"))


def chosen(world):
    """Return all names where what lands is judged, else some of every type."""
    everything = names(world)
    if os.environ.get("CI"):
        return everything
    by_type = {}
    for name in everything:
        by_type.setdefault(name.partition("/")[0], []).append(name)
    some = random.Random(7)
    return [name for group in by_type.values() for name in some.sample(group, min(3, len(group)))]


def test_every_page_is_there_and_no_link_on_it_dangles(site, world):
    known = {f"/page/{name}" for name in names(world)}
    for name in chosen(world):
        text = site.page(f"/page/{name}")
        ids = re.findall(r'\sid="([^"]*)"', text)
        assert len(ids) == len(set(ids)), (name, sorted({each for each in ids if ids.count(each) > 1}))
        for link in map(unescape, ATTRIBUTE.findall(text)):
            path, _, fragment = link.partition("#")
            path = path.partition("?")[0]
            assert not (fragment and not path) or fragment in ids, (name, link)
            if path.startswith("/page/"):
                assert path in known or site.get(path).status_code == 200, (name, link)
                known.add(path)


def test_other_links_of_pages_lead_somewhere(site):
    todo, seen = ["/", "/relation/CHN-RUS", "/page/state/CHN", "/page/person/wang-yi"], set()
    for page in todo:
        for link in map(unescape, ATTRIBUTE.findall(site.page(page))):
            target = link.partition("#")[0]
            if target.startswith("/") and not target.startswith("/page/"):
                seen.add(target)
    some = random.Random(7).sample(sorted(seen), min(SAMPLE, len(seen)))
    for target in some:
        assert site.get(target).status_code in {200, 301, 303}, target
