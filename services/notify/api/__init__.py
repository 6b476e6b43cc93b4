"""The HTTP edge: what members see of their own alerts, and administrators of the e-mails."""
