"""What is true of a case: intakes, receipts, numbers, parties, and the roster of every centre.

Publishes `case.received`, `case.registered`, `case.closed` and `member.appointed`. Consumes what `workflow` says of
its human tasks and processes; it never decides what happens next.
"""
