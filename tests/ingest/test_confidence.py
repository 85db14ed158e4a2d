"""Confidence is a share: of findings of the same make, how many were right where people looked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.analysis.confidence.feature_counts import FeatureCounts
from bilateral.analysis.confidence.graded_findings import feature_counts
from bilateral.ingest.graph_knowledge import read_knowledge

from . import calibrate

FEATURES = st.lists(st.sampled_from(["a=1", "b=2"]), max_size=3)
JUDGED = st.lists(st.tuples(FEATURES, st.booleans()), max_size=30)
SURE, RIGHT = 0.9, 0.95
"""Of findings that are as sure as the one, the other share at least is right."""


@given(JUDGED, FEATURES)
def test_a_share_lies_between_none_and_all(judged, features):
    assert 0 < FeatureCounts.of(judged).share(features) < 1


@given(JUDGED, FEATURES)
def test_one_more_that_is_right_makes_its_like_surer(judged, features):
    before = FeatureCounts.of(judged).share(features)
    assert FeatureCounts.of([*judged, (features, True)]).share(features) > before


@given(JUDGED)
def test_what_was_never_seen_is_as_sure_as_its_nearest_kind(judged):
    counts = FeatureCounts.of(judged)
    assert counts.share(["c=3"]) == pytest.approx(counts.share([]))


@pytest.mark.usefixtures("shared")
def test_of_findings_that_are_sure_nineteen_in_twenty_are_right(world):
    texts = calibrate.judged_texts(read_knowledge(world.snapshot))
    sure = [
        is_right
        for kind in calibrate.KINDS
        for text in texts
        for features, is_right in text[kind]
        if feature_counts()[kind].share(features) >= SURE
    ]
    assert len(sure) > 500
    assert sum(sure) >= RIGHT * len(sure)
