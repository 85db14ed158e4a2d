"""A timeline stays a picture, however much there is."""

from datetime import date, timedelta

from bilateral.explore.graph.reading import PageNode
from bilateral.explore.pictures.figures import DatedItem, timeline

TODAY = date(2026, 1, 1)


def happened(day, kind="day", last=None):
    return DatedItem(f"on {day}", PageNode("<http://e/x>", "x", "", ""), day, last or day, kind)


def crowd(first, number):
    return [happened(first + timedelta(days=each % 30)) for each in range(number)]


def test_a_crowd_in_one_month_makes_the_picture_no_higher_than_some_rows():
    few = timeline([happened(date(1783, 9, 3)), *crowd(date(2024, 6, 1), 100)], TODAY)
    many = timeline([happened(date(1783, 9, 3)), *crowd(date(2024, 6, 1), 300)], TODAY)
    assert few.height == many.height < 400
    assert (len(few.marks), len(many.marks)) == (101, 301)


def test_of_too_many_the_latest_are_drawn():
    drawn = timeline([*crowd(date(1990, 1, 1), 500), happened(date(2025, 9, 2))], TODAY)
    assert drawn.left_out == 101
    assert max(mark.item.first for mark in drawn.marks) == date(2025, 9, 2)


def test_spells_do_not_drive_out_events():
    spells = [happened(date(1900 + each % 100, 1, 1), "spell", TODAY) for each in range(700)]
    drawn = timeline([*spells, *crowd(date(2024, 6, 1), 100)], TODAY)
    assert sum(mark.item.kind == "day" for mark in drawn.marks) == 100
