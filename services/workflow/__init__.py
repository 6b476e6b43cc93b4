"""What must happen next and by when. Publishes `task.*`, `deadline.*`, `process.*` and `fact.*`."""
