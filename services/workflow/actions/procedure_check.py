"""Whether a set of files can be the procedure: every fault in it, by file and element, before anything is stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from workflow.actions.form_check import problems_of_form, variables_of_form
from workflow.actions.procedure import FORMS, GIVEN_VARIABLES, MAIN_PROCESS, MODEL_SUFFIX, models_of
from workflow.domain.calendar_file import calendar_from
from workflow.domain.errors import LegalClockError
from workflow.domain.law import CALENDAR_FILE, RULES_FILE
from workflow.domain.officer import WORKING_ROLES
from workflow.domain.rule_file import rules_from
from workflow.domain.rules import Agency, RuleTable
from workflow.engine import DefinitionError, Survey, definition_of, lint, survey

KNOWN_FILE = re.compile(
    rf"[a-z0-9-]+\.bpmn|{re.escape(RULES_FILE)}|{re.escape(CALENDAR_FILE)}|{FORMS}/[a-z0-9-]+\.json"
)
NEEDED_FILES = (f"{MAIN_PROCESS}{MODEL_SUFFIX}", RULES_FILE, CALENDAR_FILE)


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong: where, against which rule, and what."""

    file: str
    element: str
    rule: str
    reason: str

    @property
    def place(self) -> str:
        """`finding.bpmn#discussion_1`"""
        return f"{self.file}#{self.element}"

    @property
    def sentence_id(self) -> str:
        """The reason behind the Indonesian name of the rule that it breaks."""
        return f"{RULE_NAMES[self.rule]}: {self.reason}"


RULE_NAMES: Mapping[str, str] = {
    "file": "Berkas tidak dikenal atau tidak lengkap",
    "model": "Model tidak dapat dijalankan",
    "lint": "Gambar melanggar aturan bpmnlint",
    "name": "Nama variabel tidak dikenal",
    "form": "Formulir tidak dapat dipakai",
    "lane": "Tugas tidak berada di jalur suatu instansi",
    "role": "Tugas meminta peran yang tidak mengerjakan tugas",
    "limit": "Batas waktu tidak dikenal",
    "rule-file": "Tabel batas waktu tidak dapat dipakai",
    "rule-table": "Aturan batas waktu saling bertentangan",
    "calendar-file": "Kalender tidak dapat dipakai",
    "rule-kept": "Aturan yang berlaku tidak boleh hilang",
}


def faults_of(files: Mapping[str, str], *, in_force: RuleTable | None = None) -> tuple[Fault, ...]:
    """Every fault in these files; with `in_force`, also which of its rules they would lose."""
    unreadable = tuple(_unreadable(files))
    if unreadable:
        return unreadable
    found = list(_files(files))
    rules, in_rules = _table(files)
    found += in_rules
    found += _calendar(files)
    found += _kept(rules, in_force)
    limits = {rule.limit for rule in rules.rules} if rules else set()
    in_forms = {name: list(problems_of_form(files[name], limits=limits)) for name in _forms(files)}
    found += [
        Fault(name, element, "form", reason)
        for name, problems in in_forms.items()
        for element, reason in problems
        if rules or not element.endswith("x-limit-reason")
    ]
    sound = [name for name, problems in in_forms.items() if not problems]
    found += _models(files, limits=limits if rules else None, sound_forms=sound)
    return tuple(sorted(set(found)))


def _unreadable(files: Mapping[str, str]) -> Iterator[Fault]:
    """Half characters and U+0000 come through JSON, and nothing can store them."""
    for name, text in sorted(files.items()):
        if "\0" in name + text or not _is_unicode(name + text):
            yield Fault(ascii(name)[1:-1], "file", "file", "it holds what is no text")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _files(files: Mapping[str, str]) -> Iterator[Fault]:
    for name in files:
        if KNOWN_FILE.fullmatch(name) is None:
            yield Fault(name, "file", "file", "this is no file of a procedure")
    for name in NEEDED_FILES:
        if name not in files:
            yield Fault(name, "file", "file", "this file is missing")


def _forms(files: Mapping[str, str]) -> list[str]:
    return [name for name in files if name.startswith(f"{FORMS}/")]


def _table(files: Mapping[str, str]) -> tuple[RuleTable | None, list[Fault]]:
    if RULES_FILE not in files:
        return None, []
    try:
        return rules_from(files[RULES_FILE].encode(), PurePath(RULES_FILE)), []
    except LegalClockError as error:
        return None, _refusals(RULES_FILE, error)


def _calendar(files: Mapping[str, str]) -> list[Fault]:
    if CALENDAR_FILE not in files:
        return []
    try:
        calendar_from(files[CALENDAR_FILE].encode(), PurePath(CALENDAR_FILE))
    except LegalClockError as error:
        return _refusals(CALENDAR_FILE, error)
    return []


def _refusals(file: str, error: LegalClockError) -> list[Fault]:
    return [Fault(file, found.field, found.rule, found.problem.en) for found in error.refusals]


def _kept(rules: RuleTable | None, in_force: RuleTable | None) -> Iterator[Fault]:
    """Cases that run know the limits of their own models, so a rule ends by its validity and never goes away."""
    if rules is None or in_force is None:
        return
    there = {(rule.regime, rule.step, rule.limit) for rule in rules.rules}
    for rule in in_force.rules:
        if (rule.regime, rule.step, rule.limit) not in there:
            said = f"rule {rule.step} with the limit {rule.limit!r} is in force; end its validity instead"
            yield Fault(RULES_FILE, f"{rule.regime}-{rule.step}", "rule-kept", said)


def _models(
    files: Mapping[str, str], *, limits: Collection[str] | None, sound_forms: Collection[str]
) -> Iterator[Fault]:
    models = models_of(files)
    try:
        definition = definition_of(models)
    except DefinitionError as error:
        yield from (Fault(found.file, found.element, "model", found.message) for found in error.problems)
        return
    if f"{MAIN_PROCESS}{MODEL_SUFFIX}" in files and MAIN_PROCESS not in definition.process_ids:
        yield Fault(f"{MAIN_PROCESS}{MODEL_SUFFIX}", MAIN_PROCESS, "model", "it holds no process of this id")
    yield from (Fault(found.file, found.element, "lint", found.message) for found in lint(models))
    seen = survey(models)
    checks: tuple[Callable[[], Iterator[Fault]], ...] = (
        lambda: _lanes(seen),
        lambda: _roles(seen),
        lambda: _forms_of_tasks(seen, files),
        lambda: _limit_names(seen, limits),
        lambda: _variables(seen, files, sound_forms),
    )
    for check in checks:
        yield from check()


def _lanes(seen: Survey) -> Iterator[Fault]:
    for task in seen.tasks:
        if task.lane not in set(Agency):
            said = f"the task lies in the lane {task.lane!r}; lanes of tasks are {', '.join(Agency)}"
            yield Fault(task.file, task.element, "lane", said)


def _roles(seen: Survey) -> Iterator[Fault]:
    for task in seen.tasks:
        if task.role is not None and task.role not in WORKING_ROLES:
            said = f"the task asks for the role {task.role!r}; tasks are done by {', '.join(WORKING_ROLES)}"
            yield Fault(task.file, task.element, "role", said)


def _forms_of_tasks(seen: Survey, files: Mapping[str, str]) -> Iterator[Fault]:
    for task in seen.tasks:
        if task.form is None:
            yield Fault(task.file, task.element, "form", "the task names no form")
        elif f"{FORMS}/{task.form}.json" not in files:
            yield Fault(task.file, task.element, "form", f"there is no form {task.form!r}")
    named = {f"{FORMS}/{task.form}.json" for task in seen.tasks}
    for name in _forms(files):
        if name not in named:
            yield Fault(name, "file", "form", "no task uses this form")


def _limit_names(seen: Survey, limits: Collection[str] | None) -> Iterator[Fault]:
    for place in seen.limits:
        if limits is not None and place.name not in limits:
            yield Fault(place.file, place.element, "limit", f"no rule has the limit {place.name!r}")


def _variables(seen: Survey, files: Mapping[str, str], sound_forms: Collection[str]) -> Iterator[Fault]:
    """A form that cannot be read would make all its variables look unknown, so nothing is said then."""
    if len(sound_forms) < len(_forms(files)):
        return
    from_forms = {name for form in sound_forms for name in variables_of_form(files[form])}
    known = GIVEN_VARIABLES | seen.written | from_forms
    for place in seen.read:
        if place.name not in known:
            said = f"nothing sets the variable {place.name!r}: no form, no script and no case"
            yield Fault(place.file, place.element, "name", said)
