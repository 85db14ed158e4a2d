import json
import shutil
from pathlib import Path

import pytest

from bilateral.__main__ import run
from bilateral.store.snapshots.snapshot import Snapshot

ID = "https://w3id.org/bilateral/id/"
MISSIONS = {
    "@context": "http://www.w3.org/ns/csvw",
    "dc:title": "Missions",
    "bil:source": {
        "slug": "{_file}",
        "publisher": "Nobody",
        "licence": "CC0",
        "url": "https://example.org/missions",
        "version": "3",
        "covers": [{"class": "bil:Mission", "from": "1900", "until": "2020", "complete": True}],
    },
    "tables": [
        {
            "url": "missions.csv",
            "bil:leaveOut": [{"column": "kind", "in": ["honorary"], "reason": "honorary"}],
            "tableSchema": {
                "aboutUrl": ID + "mission/{_file}-{id}",
                "primaryKey": ["id"],
                "columns": [
                    {"name": "id", "suppressOutput": True, "required": True},
                    {"name": "sender", "propertyUrl": "bil:sendingState", "bil:scheme": "iso3"},
                    {"name": "host", "propertyUrl": "bil:receivingState", "bil:scheme": "iso3"},
                    {
                        "name": "also",
                        "propertyUrl": "bil:accreditedTo",
                        "separator": " ",
                        "bil:scheme": "iso3",
                    },
                    {
                        "name": "kind",
                        "propertyUrl": "bil:missionKind",
                        "valueUrl": ID + "mission-kind/{kind}",
                    },
                    {
                        "name": "from",
                        "propertyUrl": "bil:start",
                        "bil:dates": ["yyyy-MM-dd", "yyyy-MM", "yyyy"],
                    },
                    {
                        "name": "until",
                        "propertyUrl": "bil:end",
                        "bil:dates": ["yyyy-MM-dd", "yyyy-MM", "yyyy"],
                    },
                    {
                        "name": "label",
                        "virtual": True,
                        "propertyUrl": "rdfs:label",
                        "lang": "en",
                        "bil:from": "id",
                    },
                    {"name": "type", "virtual": True, "propertyUrl": "rdf:type", "valueUrl": "bil:Mission"},
                ],
            },
        }
    ],
}
HEADER = "id,sender,host,also,kind,from,until"


USUAL = {"sender": "FRA", "host": "CHN", "also": "", "kind": "embassy", "since": "1964", "until": ""}


def row(number, **said):
    return ",".join(map(str, [number, *(USUAL | said).values()]))


def table(*rows):
    return "\n".join([HEADER, *rows, ""])


@pytest.fixture(scope="session")
def mapping(tmp_path_factory):
    path = tmp_path_factory.mktemp("mapping") / "missions.json"
    path.write_text(json.dumps(MISSIONS))
    return path


@pytest.fixture(scope="session")
def without_key(tmp_path_factory):
    """A mapping of which several rows may be about one thing."""
    path = tmp_path_factory.mktemp("without-key") / "missions.json"
    changed = json.loads(json.dumps(MISSIONS))
    del changed["tables"][0]["tableSchema"]["primaryKey"]
    path.write_text(json.dumps(changed))
    return path


class Imported:
    """A data directory, into which files are imported by the command."""

    def __init__(self, data: Path, mapping: Path, folder: Path, capsys) -> None:
        self.data, self.folder, self.mapping, self._capsys = data, folder, mapping, capsys

    def __call__(self, name, text, *options):
        """Import a file; return the exit status and what was printed."""
        path = self.folder / name
        path.write_text(text)
        status = run(["import", "--data", str(self.data), str(self.mapping), str(path), *options])
        printed = self._capsys.readouterr()
        return status, printed.out + printed.err

    def state(self):
        return Snapshot(self.data)

    def rejected(self, name):
        path = self.folder / f"{name}.rejected.csv"
        return path.read_text().splitlines() if path.exists() else None


@pytest.fixture
def imported(built, mapping, tmp_path, capsys):
    return Imported(built, mapping, tmp_path, capsys)


@pytest.fixture(scope="module")
def built(world, tmp_path_factory):
    """A copy of the built data directory, for the tests of a module."""
    data = tmp_path_factory.mktemp("imported") / "data"
    shutil.copytree(world.data, data, symlinks=True)
    return data
