"""The reconciliation service at /reconcile, and its experimental version at /reconcile/draft."""
