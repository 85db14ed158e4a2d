"""Errors arrive in another process as what they are."""

import pytest

from bilateral.errors import NotExpressible, QuerySyntaxError, RdfSyntaxError, StoreError
from bilateral.protocol.refusals import TooComplex
from bilateral.store.writes.writer import Unacknowledged
from bilateral.workers.failures import NotConforming, Outdated, describe, raise_described

ERRORS = [
    QuerySyntaxError("no", 1, 2),
    RdfSyntaxError("a.ttl", 1, 2, "no"),
    NotExpressible("no"),
    NotConforming('[{"focusNode": "<a:b>", "message": "no"}]', 1),
    Outdated("no"),
    TooComplex("no"),
    Unacknowledged("no"),
    StoreError("no"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_arrives_as_what_it_is(error):
    with pytest.raises(type(error)) as raised:
        raise_described(describe(error))
    assert type(raised.value) is type(error)
    assert str(raised.value) == str(error)
