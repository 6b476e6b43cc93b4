from __future__ import annotations

from datetime import timedelta

import pytest

from chassis.retry import RetryPolicy
from notify.domain.deliveries import EMAIL_RETRIES, TRANSITIONS, DeliveryState
from notify.domain.errors import DeliveryNotFailedError
from tests.notify.builders import NOON, a_delivery

POLICY = RetryPolicy((60.0, 3600.0))


def test_each_attempt_waits_longer_than_the_one_before() -> None:
    assert list(EMAIL_RETRIES.delays) == sorted(EMAIL_RETRIES.delays)


def test_a_delivery_put_off_is_due_again_after_the_policy_s_delay() -> None:
    later = a_delivery(attempts=2).put_off("451 later", now=NOON, policy=POLICY)
    assert (later.state, later.due_at) == (DeliveryState.PENDING, NOON + timedelta(hours=1))
    assert later.last_error == "451 later"


def test_a_delivery_fails_when_the_policy_is_at_its_end() -> None:
    given_up = a_delivery(attempts=3).put_off("451 later", now=NOON, policy=POLICY)
    assert given_up.state is DeliveryState.FAILED
    assert given_up.last_error == "451 later (gave up after 3 attempts)"


def test_a_failed_delivery_can_be_replayed_from_its_first_attempt() -> None:
    failed = a_delivery(attempts=7).refused("550 no such user")
    again = failed.replay(NOON)
    assert (again.state, again.attempts, again.due_at) == (DeliveryState.PENDING, 0, NOON)
    assert again.last_error == "550 no such user"
    assert again.version == failed.version + 1


@pytest.mark.parametrize("state", [DeliveryState.PENDING, DeliveryState.SENT, DeliveryState.CANCELLED])
def test_only_a_failed_delivery_can_be_replayed(state: DeliveryState) -> None:
    with pytest.raises(DeliveryNotFailedError):
        a_delivery(state=state).replay(NOON)


def test_a_sent_delivery_stays_sent() -> None:
    with pytest.raises(ValueError, match="cannot go from sent"):
        a_delivery(state=DeliveryState.SENT).refused("550")


def test_every_state_says_where_it_may_go() -> None:
    assert set(TRANSITIONS) == set(DeliveryState)
