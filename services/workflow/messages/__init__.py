"""The events of `workflow`: whom it tells, and what it hears."""
