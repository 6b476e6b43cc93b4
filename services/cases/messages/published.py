"""Who must get our events. What they say is in `domain.events`, where the actions can reach it."""

from __future__ import annotations

from chassis.broker import Queue

OURS = ("case.*", "member.*")
AUDIENCE = (Queue("workflow", OURS), Queue("notify", OURS))
