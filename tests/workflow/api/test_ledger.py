"""Signed heads: what an agency keeps to prove later that nobody rewrote history."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import OKPKey

from tests.support.http import ApiClient, json_of
from tests.workflow.builders import CaseBench
from workflow.actions.signing import HeadSigner


def test_each_head_is_signed_over_what_it_says(bench: CaseBench, client: ApiClient) -> None:
    cases = {str(bench.start()), str(bench.until_registered())}
    key = OKPKey.import_key(json_of(client.get("/v1/ledger/key")))
    assert not key.is_private
    heads = json_of(client.get("/v1/ledger/heads"))["items"]
    assert {head["case_id"] for head in heads} == cases
    for head in heads:
        signed = jws.deserialize_compact(head.pop("signature"), key, algorithms=["Ed25519"])
        assert json.loads(signed.payload) == head
        last = bench.journal(head["case_id"])[-1]
        assert (head["sequence"], head["hash"]) == (last.sequence, last.hash.hex())


def test_a_foreign_key_does_not_verify(bench: CaseBench, client: ApiClient) -> None:
    bench.start()
    (head,) = json_of(client.get("/v1/ledger/heads"))["items"]
    with pytest.raises(BadSignatureError):
        jws.deserialize_compact(head["signature"], OKPKey.generate_key("Ed25519"), algorithms=["Ed25519"])


def test_heads_come_in_pages_and_only_of_cases_in_sight(
    bench: CaseBench, client: ApiClient, stranger: ApiClient
) -> None:
    cases = {str(bench.start()) for _ in range(3)}
    bench.start(confidentiality=4)
    seen: list[str] = []
    after = None
    while len(seen) < 10:
        page = json_of(client.get("/v1/ledger/heads", limit=2, **({"after": after} if after else {})))
        seen += [head["case_id"] for head in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert len(seen) == 3
    assert set(seen) == cases
    assert json_of(stranger.get("/v1/ledger/heads"))["items"] == []


def test_a_made_key_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jwk"
    first, again = HeadSigner(path, make=True), HeadSigner(path, make=False)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert first.public_key == again.public_key
    assert "d" not in first.public_key


def test_production_brings_its_own_key(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        HeadSigner(tmp_path / "none.jwk", make=False)


def test_a_key_in_pem_serves_as_well(tmp_path: Path) -> None:
    path = tmp_path / "ledger.pem"
    key = OKPKey.generate_key("Ed25519")
    path.write_bytes(key.as_pem(private=True))
    signer = HeadSigner(path, make=False)
    assert signer.public_key["kid"]
    jws.deserialize_compact(signer.sign({"sequence": 1}), key, algorithms=["Ed25519"])
