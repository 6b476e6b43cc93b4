from __future__ import annotations

from uuid import uuid4

import pytest

from cases.actions.cases import see_case, take_case
from cases.domain.case import CaseId
from cases.domain.errors import CaseNotFoundError
from cases.storage.unit import CasesUnit
from tests.cases.builders import a_case, an_officer


def test_a_case_that_is_yours_is_shown(unit: CasesUnit) -> None:
    case = a_case()
    unit.cases.add(case)
    assert see_case(unit, case.id, by=an_officer()) == take_case(unit, case.id, by=an_officer()) == case


def test_not_yours_and_not_there_are_told_apart_by_nobody(unit: CasesUnit) -> None:
    case = a_case()
    unit.cases.add(case)
    said = []
    for case_id, officer in ((case.id, an_officer("51.01")), (CaseId(uuid4()), an_officer())):
        with pytest.raises(CaseNotFoundError) as refused:
            see_case(unit, case_id, by=officer)
        said.append(refused.value.en.replace(str(case_id), "X"))
    assert said[0] == said[1]
