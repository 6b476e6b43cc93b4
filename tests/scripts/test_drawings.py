"""What reads the drawings: the linter of every model, and the pictures in the documents."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.drawing import Process, drawn

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "scripts"
MODELS = sorted((ROOT / "bpmn").glob("*.bpmn"))
LINT = """
import sys
sys.path.insert(0, {scripts!r})
from pathlib import Path
import drawings, steps
drawings.MODELS = Path({models!r})
steps.main(drawings.lint)
"""


def linted(models: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    script = LINT.format(scripts=str(SCRIPTS), models=str(models))
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, env=environment or None
    )


def test_a_machine_without_node_is_told_so_in_one_sentence(tmp_path: Path) -> None:
    result = linted(tmp_path, PATH=str(tmp_path))
    assert result.returncode == 2
    assert result.stderr.startswith("The drawings are linted by bpmnlint, which needs Node.js 20 or newer")
    assert result.stderr.count("\n") == 1


@pytest.fixture(scope="module")
def our_models() -> subprocess.CompletedProcess[str]:
    """What the linter says of them, once installed."""
    return linted(ROOT / "bpmn")


def test_every_model_passes_the_recommended_rules(our_models: subprocess.CompletedProcess[str]) -> None:
    assert our_models.returncode == 0, our_models.stderr


def test_a_model_that_breaks_a_rule_is_named_with_its_element(tmp_path: Path) -> None:
    process = Process("handling")
    process.chain(process.start(), process.task("study"))
    (tmp_path / "handling.bpmn").write_bytes(drawn(process))
    result = linted(tmp_path)
    assert result.returncode == 2
    assert "handling.bpmn" in result.stderr
    assert "end-event-required" in result.stderr


def opened(folder: Path, model: str) -> subprocess.CompletedProcess[str]:
    """In the folder of what the linter is installed into, which `our_models` has made."""
    (folder / "handling.bpmn").write_text(model, encoding="utf-8")
    command = ["node", "open.mjs", str(folder / "handling.bpmn")]
    return subprocess.run(
        command, cwd=ROOT / ".setup" / "drawings", capture_output=True, text=True, check=False
    )


@pytest.mark.usefixtures("our_models")
def test_every_model_opens_in_the_viewer_with_every_shape_and_line(tmp_path: Path) -> None:
    for model in MODELS:
        assert opened(tmp_path, model.read_text(encoding="utf-8")).stdout == ""


@pytest.mark.parametrize(
    ("drawn_as", "instead", "told"),
    [
        ('bpmnElement="discussion_1"', 'bpmnElement="nothing"', "unresolved reference <nothing>"),
        ('targetRef="discussion_1"', 'targetRef="nothing"', "unresolved reference <nothing>"),
        ("<bpmndi:BPMNPlane", "<bpmndi:BPMNPlain", "unparsable content"),
        ("</bpmn:process>", "", "unparsable content"),
    ],
)
@pytest.mark.usefixtures("our_models")
def test_what_the_viewer_would_warn_of_or_leave_out_is_told(
    tmp_path: Path, drawn_as: str, instead: str, told: str
) -> None:
    model = (ROOT / "bpmn" / "assessment.bpmn").read_text(encoding="utf-8")
    result = opened(tmp_path, model.replace(drawn_as, instead, 1))
    assert result.returncode == 1
    assert result.stdout.startswith("handling.bpmn: ")
    assert told in result.stdout


def test_the_lock_holds_every_package_to_its_hash_and_names_no_registry() -> None:
    lock = json.loads((SCRIPTS / "drawings" / "package-lock.json").read_text(encoding="utf-8"))
    packages = [found for name, found in lock["packages"].items() if name]
    assert packages
    assert all("integrity" in found and "resolved" not in found for found in packages)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.stem)
def test_every_picture_is_of_the_model_as_it_is(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    import drawings

    picture = ROOT / "docs" / "pictures" / f"{model.stem}.svg"
    assert picture.read_text(encoding="utf-8").startswith(drawings.mark_of(model)), "run `make pictures`"


def test_no_picture_is_of_a_model_that_is_gone() -> None:
    pictures = {path.stem for path in (ROOT / "docs" / "pictures").glob("*.svg")}
    assert pictures == {model.stem for model in MODELS}
