"""The `gakkumdu` command: talks to the services as processes and over HTTP, and holds no rules of its own."""
