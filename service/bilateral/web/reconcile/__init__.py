"""The reconciliation service at /reconcile, and the experimental one at /reconcile/draft."""

from bilateral.web.reconcile.state import warm
from bilateral.web.reconcile.views import blueprint

__all__ = ["blueprint", "warm"]
