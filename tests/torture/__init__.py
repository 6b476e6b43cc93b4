"""The long fault runs of `make torture`: many cases at once while everything is killed at random."""
