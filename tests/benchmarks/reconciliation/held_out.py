"""Names of countries that the seeds were not made from, as a table for `benchmark_names.py`.

    python tests/benchmarks/reconciliation/held_out.py tune|report > NAMES.tsv

Needs Debian's iso-codes, whose translators are neither CLDR's nor the United Nations'. Languages are told
apart by a hash: rules may be made looking at those of `tune`; those of `report` are for measuring alone.
Places that are no entity of the graph have an empty second column; names that two places share are left out.
"""

from __future__ import annotations

import csv
import gettext
import hashlib
import json
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent.parent
CODES = Path("/usr/share/iso-codes/json/iso_3166-1.json")
LOCALES = Path("/usr/share/locale")
LANGUAGES = """
af am ar az be bg bn bs ca cs cy da de el es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko
ky lo lt lv mk ml mn mr ms my nb ne nl nn no pa pl ps pt ro ru si sk sl sq sr sv sw ta te th tk tr uk ur uz vi
zh
"""


def main() -> None:
    wanted = sys.argv[1]
    with (ROOT / "seeds" / "reference" / "states.csv").open(encoding="utf-8", newline="") as file:
        ours = {row["iso3"]: row["polity"] for row in csv.DictReader(file)}
    meant: dict[str, set[str]] = defaultdict(set)
    for language, name, code in names():
        if half(language) == wanted:
            meant[name].add(ours.get(code, ""))
    rows = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    rows.writerows((name, min(found)) for name, found in sorted(meant.items()) if len(found) == 1)


def names():
    countries = json.loads(CODES.read_text("utf-8"))["3166-1"]
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/iso_3166-1.mo")):
        language = path.parent.parent.name.partition("_")[0].partition("@")[0]
        if language not in LANGUAGES.split():
            continue
        with path.open("rb") as file:
            translation = gettext.GNUTranslations(file)
        for country in countries:
            for key in ("name", "common_name", "official_name"):
                english = country.get(key, "")
                name = " ".join(translation.gettext(english).split()) if english else ""
                if len(name) > 1 and name != english:
                    yield language, name, country["alpha_3"]


def half(language: str) -> str:
    return (
        "tune" if int(hashlib.md5(language.encode(), usedforsecurity=False).hexdigest(), 16) % 2 else "report"
    )


if __name__ == "__main__":
    main()
