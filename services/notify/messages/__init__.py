"""The messages this service hears, and those it sends."""
