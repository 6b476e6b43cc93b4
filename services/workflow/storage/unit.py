"""The unit of work of `workflow`: every store on one session."""

from __future__ import annotations

from functools import cached_property

from chassis.unit import Unit
from workflow.storage.alerts import AlertStore
from workflow.storage.casework import CaseworkStore
from workflow.storage.deadlines import DeadlineStore
from workflow.storage.decisions import DecisionStore
from workflow.storage.definitions import DefinitionStore
from workflow.storage.drafts import DraftStore
from workflow.storage.facts import FactStore
from workflow.storage.inbox import InboxStore
from workflow.storage.incidents import IncidentStore
from workflow.storage.instances import InstanceStore
from workflow.storage.journal import JournalStore
from workflow.storage.members import MemberStore
from workflow.storage.migrating import MigrationStore
from workflow.storage.recomputations import RecomputationStore
from workflow.storage.saved_views import SavedViewStore
from workflow.storage.signatures import SignatureStore
from workflow.storage.tasks import TaskStore
from workflow.storage.tracks import TrackStore
from workflow.storage.workload import WorkloadStore


class WorkflowUnit(Unit):
    """What one request, message or timer of `workflow` may change together."""

    @cached_property
    def alerts(self) -> AlertStore:
        return AlertStore(self.session)

    @cached_property
    def casework(self) -> CaseworkStore:
        return CaseworkStore(self.session, self.outbox)

    @cached_property
    def definitions(self) -> DefinitionStore:
        return DefinitionStore(self.session)

    @cached_property
    def instances(self) -> InstanceStore:
        return InstanceStore(self.session)

    @cached_property
    def journal(self) -> JournalStore:
        return JournalStore(self.session)

    @cached_property
    def tasks(self) -> TaskStore:
        return TaskStore(self.session)

    @cached_property
    def inbox(self) -> InboxStore:
        return InboxStore(self.session)

    @cached_property
    def saved_views(self) -> SavedViewStore:
        return SavedViewStore(self.session)

    @cached_property
    def facts(self) -> FactStore:
        return FactStore(self.session)

    @cached_property
    def deadlines(self) -> DeadlineStore:
        return DeadlineStore(self.session)

    @cached_property
    def tracks(self) -> TrackStore:
        return TrackStore(self.session)

    @cached_property
    def signatures(self) -> SignatureStore:
        return SignatureStore(self.session)

    @cached_property
    def members(self) -> MemberStore:
        return MemberStore(self.session)

    @cached_property
    def recomputations(self) -> RecomputationStore:
        return RecomputationStore(self.session)

    @cached_property
    def migrations(self) -> MigrationStore:
        return MigrationStore(self.session)

    @cached_property
    def incidents(self) -> IncidentStore:
        return IncidentStore(self.session)

    @cached_property
    def drafts(self) -> DraftStore:
        return DraftStore(self.session)

    @cached_property
    def decisions(self) -> DecisionStore:
        return DecisionStore(self.session)

    @cached_property
    def workload(self) -> WorkloadStore:
        return WorkloadStore(self.session)
