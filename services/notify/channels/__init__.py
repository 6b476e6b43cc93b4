"""The ways a message leaves: its form, and the server that takes it."""
