"""The operators' command."""

from __future__ import annotations

import json

import pytest

from chassis import dead_letters
from tests.support.messaging_services import Talk, eventually, running


def _with_one_letter(talk: Talk) -> None:
    talk.broker.send("workflow", b'{"secret": "Siti"}')
    with running(talk.consumer().run):
        eventually(lambda: talk.broker.dead_letters("workflow"))


def test_the_list_gives_reasons_and_no_content(talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    _with_one_letter(talk)
    capsys.readouterr()
    assert dead_letters.run(talk.broker, ["list", "workflow"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line["reason"] == "not an event: specversion must be `1.0`, not None"
    assert "Siti" not in str(line)


def test_replay_says_how_many_went_back(talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    _with_one_letter(talk)
    capsys.readouterr()
    assert dead_letters.run(talk.broker, ["replay", "workflow"]) == 0
    assert json.loads(capsys.readouterr().out) == {"replayed": 1}


def test_every_look_finds_what_the_last_one_found(talk: Talk) -> None:
    _with_one_letter(talk)
    assert [len(talk.broker.dead_letters("workflow")) for _ in range(50)] == [1] * 50


def test_those_that_were_not_asked_for_stay_in_their_order(talk: Talk) -> None:
    for number in range(3):
        talk.broker.send("workflow", b'{"number": %d}' % number)
    with running(talk.consumer().run):
        eventually(lambda: len(talk.broker.dead_letters("workflow")) == 3)
    first, second, third = talk.broker.dead_letters("workflow")
    assert talk.broker.replay("workflow", [second.id]) == 1
    assert talk.broker.dead_letters("workflow") == [first, third]


def test_a_broker_that_is_away_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    environment = {"BROKER_URL": "postgresql://nobody@127.0.0.1:1/none"}
    assert dead_letters.main(["list", "workflow"], environment) == 1
    assert "the queue database" in capsys.readouterr().err


def test_no_broker_setting_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert dead_letters.main(["list", "workflow"], {}) == 2
    assert "AMQP_URL or BROKER_URL" in capsys.readouterr().err
