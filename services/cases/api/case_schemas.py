"""Intakes and cases as they are sent in and shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from cases.api.fields import FactSchema, level_field, office_field, region_field
from cases.api.party_schemas import IdentitySchema
from cases.domain.case import Case, CaseStatus, Outcome
from cases.domain.facts import Fact, FactName, IntakeFacts
from cases.domain.intake import Confidentiality, Intake
from cases.domain.numbers import Election, Origin, Regime
from cases.domain.offices import Level, Office
from cases.storage.cases import CaseFilter
from chassis.fields import PlainText, RequestSchema
from chassis.paging import PageArguments, PageRequest, page_request

DESCRIPTION_LENGTH = 20_000
ARTICLE_LENGTH = 200
ARTICLES = 50
NUMBER_LENGTH = 60
STAGE_LENGTH = 60


class DeclaredFactsSchema(RequestSchema):
    """The facts of an intake; leave out what was not declared, send null for what is unknown."""

    act = fields.Nested(FactSchema)
    known = fields.Nested(FactSchema)
    submitted = fields.Nested(FactSchema)

    @post_load
    def _make(self, data: dict[str, Fact], **_: Any) -> IntakeFacts:
        return IntakeFacts({FactName(name): fact for name, fact in data.items()})


class IntakeRequestSchema(RequestSchema):
    """A report or a finding. `office` is a Kemendagri code, `bawaslu_region` Bawaslu's own code of the region."""

    origin = fields.Enum(Origin, by_value=True, required=True)
    regime = fields.Enum(Regime, by_value=True, required=True)
    election = fields.Enum(Election, by_value=True, required=True)
    office = office_field(required=True)
    bawaslu_region = region_field()
    level = level_field()
    description = PlainText(longest=DESCRIPTION_LENGTH, required=True)
    confidentiality = fields.Integer(
        strict=True,
        required=True,
        validate=validate.OneOf([1, 2, 3, 4], error="Choose 1, 2, 3 or 4. / Pilih 1, 2, 3, atau 4."),
    )
    articles = fields.List(
        PlainText(longest=ARTICLE_LENGTH),
        load_default=list,
        validate=validate.Length(max=ARTICLES, error="Name at most {max}. / Sebutkan paling banyak {max}."),
    )
    facts = fields.Nested(DeclaredFactsSchema, load_default=IntakeFacts)
    reporter = fields.Nested(IdentitySchema, allow_none=True, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Intake:
        plain = {name: data[name] for name in ("origin", "regime", "election", "bawaslu_region", "level")}
        return Intake(
            **plain,
            office=Office.of(data["office"]),
            description=data["description"],
            confidentiality=Confidentiality(data["confidentiality"]),
            articles=tuple(data["articles"]),
            facts=data["facts"],
            reporter=data["reporter"],
        )


@dataclass(frozen=True)
class CaseQuery:
    """Which cases, and which page of them."""

    narrowed: CaseFilter
    asked: PageRequest


class CaseQuerySchema(PageArguments):
    """Filters of the list of cases. `number` is an intake or register number in any letter case."""

    office = office_field()
    regime = fields.Enum(Regime, by_value=True, load_default=None)
    origin = fields.Enum(Origin, by_value=True, load_default=None)
    status = fields.Enum(CaseStatus, by_value=True, load_default=None)
    stage = PlainText(longest=STAGE_LENGTH, load_default=None)
    number = PlainText(longest=NUMBER_LENGTH, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> CaseQuery:
        asked = page_request(data)
        return CaseQuery(CaseFilter(**data), asked)


class CaseSchema(Schema):
    """A case."""

    id = fields.UUID()
    origin = fields.Enum(Origin, by_value=True)
    regime = fields.Enum(Regime, by_value=True)
    election = fields.Enum(Election, by_value=True)
    office = fields.String(attribute="office.code")
    level = fields.Enum(Level, by_value=True, attribute="office.level")
    zone = fields.String(attribute="office.zone")
    bawaslu_region = fields.String()
    description = fields.String()
    confidentiality = fields.Integer()
    articles = fields.List(fields.String())
    facts = fields.Method("_facts", metadata={"type": "object"})
    intake_number = fields.String()
    register_number = fields.String(allow_none=True)
    status = fields.Enum(CaseStatus, by_value=True)
    stage = fields.String(allow_none=True)
    outcome = fields.Enum(Outcome, by_value=True, allow_none=True)
    received_at = fields.AwareDateTime()
    received_by = fields.String()
    registered_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    changed_at = fields.AwareDateTime()

    def _facts(self, case: Case) -> Mapping[str, Any]:
        return {name.value: fact.as_data() for name, fact in case.facts.declared.items()}


class ReceivedCaseSchema(CaseSchema):
    """A case as its intake is answered: the only place that says the receipt code to an officer."""

    receipt_code = fields.String()
