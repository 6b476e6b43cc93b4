"""The check of the chains, on a ledger made here by the rules of docs/ledger.md."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from console.ledger import GENESIS, check, ledger

Line = dict[str, Any]


def a_chain(case_id: str, length: int) -> list[Line]:
    """Entries of one case that hold together."""
    chain: list[Line] = []
    previous = GENESIS
    for sequence in range(1, length + 1):
        delta = json.dumps({"step": sequence})
        body = json.dumps(
            {
                "case_id": case_id,
                "sequence": sequence,
                "delta_sha256": hashlib.sha256(delta.encode()).hexdigest(),
            }
        )
        found = hashlib.sha256(bytes.fromhex(previous) + body.encode()).hexdigest()
        chain.append(
            {
                "case_id": case_id,
                "sequence": sequence,
                "body": body,
                "delta": delta,
                "previous": previous,
                "hash": found,
            }
        )
        previous = found
    return chain


def head_of(chain: list[Line]) -> Line:
    return {name: chain[-1][name] for name in ("case_id", "sequence", "hash")}


def test_untouched_chains_hold() -> None:
    one, other = a_chain("a", 5), a_chain("b", 2)
    verdict = check([*one, *other], [head_of(one), head_of(other)])
    assert (verdict.cases, verdict.entries, verdict.faults) == (2, 7, ())


def changed(chain: list[Line]) -> None:
    chain[2]["body"] = chain[2]["body"].replace('"sequence": 3', '"sequence":  3')


def changed_delta(chain: list[Line]) -> None:
    chain[2]["delta"] = "{}"


def removed(chain: list[Line]) -> None:
    del chain[2]


def reordered(chain: list[Line]) -> None:
    chain[2], chain[3] = chain[3], chain[2]


def renumbered(chain: list[Line]) -> None:
    del chain[2]
    for line in chain[2:]:
        line["sequence"] -= 1


def rehashed(chain: list[Line]) -> None:
    chain[2]["body"] = chain[2]["body"].replace("step", "stop").replace('"sequence": 3', '"sequence":  3')
    chain[2]["hash"] = hashlib.sha256(
        bytes.fromhex(chain[2]["previous"]) + chain[2]["body"].encode()
    ).hexdigest()


@pytest.mark.parametrize("harm", [changed, changed_delta, removed, reordered, renumbered])
def test_the_first_bad_entry_is_named(harm: Any) -> None:
    chain = a_chain("a", 5)
    harm(chain)
    (fault,) = check(chain, []).faults
    assert (fault.case_id, fault.sequence) == ("a", 3)


def test_an_entry_hashed_anew_breaks_the_one_after_it() -> None:
    chain = a_chain("a", 5)
    rehashed(chain)
    assert check(chain, []).faults[0].sequence == 4


def test_a_chain_written_anew_is_caught_by_a_head_handed_out_before() -> None:
    head = head_of(a_chain("a", 5))
    assert check(a_chain("a", 5), [{**head, "hash": "00" * 32}]).faults[0].sequence == 5


@pytest.mark.parametrize("kept", [4, 0])
def test_what_is_cut_off_at_the_end_is_missed(kept: int) -> None:
    chain = a_chain("a", 5)
    (fault,) = check(chain[:kept], [head_of(chain)]).faults
    assert fault.sequence == kept + 1


def written(tmp_path: Path, lines: list[Line]) -> str:
    file = tmp_path / "ledger.jsonl"
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return str(file)


def test_the_command_tells_people_and_machines_the_same(tmp_path: Path) -> None:
    chain = a_chain("a", 5)
    changed(chain)
    file = written(tmp_path, chain)
    told = CliRunner().invoke(ledger, ["verify", file])
    machine = CliRunner().invoke(ledger, ["verify", file, "--json"])
    assert (told.exit_code, machine.exit_code) == (1, 1)
    assert "case a, entry 3: its content was changed" in told.output
    assert json.loads(machine.output)["faults"][0]["sequence"] == 3


def test_a_damaged_file_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "ledger.jsonl").write_text('{"case_id": "a"\n')
    told = CliRunner().invoke(ledger, ["verify", str(tmp_path / "ledger.jsonl")])
    assert told.exit_code == 2
    assert "Line 1" in told.output
