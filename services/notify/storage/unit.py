"""The unit of work of this service: the chassis's, with our stores."""

from __future__ import annotations

from functools import cached_property

from chassis.unit import Unit
from notify.storage.alerts import AlertStore
from notify.storage.cases import CaseStore
from notify.storage.deliveries import DeliveryStore
from notify.storage.notifications import NotificationStore
from notify.storage.recipients import PreferencesStore, RecipientStore


class NotifyUnit(Unit):
    """Everything one request, one event or one attempt to send may change together."""

    @cached_property
    def recipients(self) -> RecipientStore:
        return RecipientStore(self.session)

    @cached_property
    def preferences(self) -> PreferencesStore:
        return PreferencesStore(self.session)

    @cached_property
    def cases(self) -> CaseStore:
        return CaseStore(self.session)

    @cached_property
    def alerts(self) -> AlertStore:
        return AlertStore(self.session)

    @cached_property
    def notifications(self) -> NotificationStore:
        return NotificationStore(self.session)

    @cached_property
    def deliveries(self) -> DeliveryStore:
        return DeliveryStore(self.session)
