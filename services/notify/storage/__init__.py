"""Rows, and the stores that turn them into what the domain speaks of."""
