"""Datasets: what their codes and names mean in the graph."""
