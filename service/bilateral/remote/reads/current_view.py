"""The present state of the graph at an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.errors import StoreError
from bilateral.remote import engine_record
from bilateral.remote.engine_record import HOLDS
from bilateral.remote.reads.remote_view import RemoteView

if TYPE_CHECKING:
    from bilateral.remote.sparql_client import Client


def current(client: Client, known: RemoteView | None = None, asking: Client | None = None) -> RemoteView:
    """Return the present state; the known one where it is that.

    Args:
        client: to look with.
        known: a state that was there before.
        asking: what the state is to ask with, if not the same.

    Raises:
        StoreError: the engine does not answer, or has no graph of ours, or not the whole of it.
    """
    found = engine_record.read(client)
    if found is None:
        raise StoreError(f"{client.address.query}: no graph was built there yet")
    if not found.complete:
        raise StoreError(f"{client.address.query}: the graph is being built, or a build of it was broken off")
    if known is not None and known.record == found:
        return known
    return RemoteView(asking or client, found, engine_record.named(client, HOLDS))
