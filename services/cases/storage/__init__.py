"""The service's own tables and the stores that turn rows into domain objects."""
