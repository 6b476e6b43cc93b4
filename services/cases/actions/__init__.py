"""One function for each thing an officer or another service can ask for."""
