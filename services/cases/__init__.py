"""What is true: intakes, receipts, numbers, parties and the roster. Publishes `case.*` and `member.*`."""
