"""Who must get our events: their queues exist before the first one is sent."""

from __future__ import annotations

from chassis.broker import Queue

AUDIENCE = (Queue("workflow", ("notification.*",)),)
