"""What `cases` says to the other services, and what it hears from them."""
