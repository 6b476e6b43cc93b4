"""Rules and values of a case; standard library only."""
