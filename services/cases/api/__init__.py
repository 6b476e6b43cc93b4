"""The HTTP face of `cases`: one module a resource."""
