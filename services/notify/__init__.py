"""Who must know, and did they. Publishes `notification.*`."""
