"""The HTTP face of `workflow`: parse, call an action, render."""
