"""Who must know, and did they.

Consumes `case.*` and `member.*` of `cases`, and `task.*`, `deadline.*`, `process.*` and `fact.*` of
`workflow`; publishes `notification.acknowledged`. Computes no date: it repeats those it is told.
"""
