"""Days in figures are read in the order that a file shows, or that is said; never by a guess."""

import json

import pytest

from bilateral.datasets.dataset_files import documents_of
from bilateral.datasets.date_order import in_one_order, order_of
from bilateral.errors import InputError

MAPPING = {
    "@context": "http://www.w3.org/ns/csvw",
    "tables": [
        {
            "url": "days.csv",
            "tableSchema": {
                "columns": [
                    {
                        "name": "day",
                        "bil:dates": ["yyyy-MM-dd", "d/M/yyyy", "M/d/yyyy", "dd.MM.yyyy", "d MMMM yyyy"],
                    },
                    {"name": "year", "bil:dates": ["yyyy"]},
                ]
            },
        }
    ],
}


@pytest.fixture
def orders(tmp_path):
    """Return the function from days to the patterns by which they are read."""
    (tmp_path / "mapping.json").write_text(json.dumps(MAPPING))

    def read(*days, order=""):
        (tmp_path / "days.csv").write_text("\n".join(["day", *days, ""]))
        (document,) = documents_of(tmp_path / "mapping.json", "days", [tmp_path / "days.csv"])
        ((table, _),) = in_one_order(document, order).files
        return [order_of(pattern) for pattern in table.columns[0].notes["dates"] if order_of(pattern)]

    return read


def test_a_day_that_only_one_order_allows_decides_for_all(orders):
    assert set(orders("03/04/2001", "25/04/2001", "2001-01-02")) == {"dmy"}
    assert set(orders("03/04/2001", "04/25/2001")) == {"mdy"}


def test_where_nothing_decides_the_user_is_asked(orders):
    with pytest.raises(
        InputError, match=r"days.csv:3: 03/04/2001 may be two days; .*--date-order dmy or mdy"
    ):
        orders("04/04/2001", "03/04/2001")
    assert set(orders("03/04/2001", order="mdy")) == {"mdy"}
    assert set(orders("03/04/2001", order="dmy")) == {"dmy"}


def test_days_in_both_orders_are_refused(orders):
    with pytest.raises(InputError, match="both orders: 25/04/2001 in line 2, and 04/25/2001 in line 3"):
        orders("25/04/2001", "04/25/2001")


def test_days_that_are_the_same_in_both_orders_need_no_answer(orders):
    assert set(orders("04/04/2001", "3 May 2001", "")) == {"dmy"}


def test_the_order_is_a_part_of_the_mapping(tmp_path, orders):
    orders("03/04/2001", order="dmy")
    (document,) = documents_of(tmp_path / "mapping.json", "days", [tmp_path / "days.csv"])
    hashes = {in_one_order(document, order).mapping_hash for order in ("dmy", "mdy")}
    assert len(hashes) == 2
