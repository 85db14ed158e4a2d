"""The reconciliation service at /reconcile, and the experimental one at /reconcile/draft."""

from bilateral.web.current_names import warm
from bilateral.web.reconcile.reconcile_views import blueprint

__all__ = ["blueprint", "warm"]
