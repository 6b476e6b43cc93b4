"""Tables of `workflow`, one store per aggregate, and the unit that holds them together."""
