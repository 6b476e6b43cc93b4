"""What an officer, a clock or another service can ask `workflow` to do; one function each, none commits."""
