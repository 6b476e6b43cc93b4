"""One way forward for each service's tables."""

from __future__ import annotations

from importlib.resources import files

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from tests.structure.services import SERVICES


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_one_newest_revision(service: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(files(service) / "storage" / "migrations"))
    script = ScriptDirectory.from_config(config)
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1
