"""Mechanisms shared by the services; knows no word of the domain and imports no service."""
