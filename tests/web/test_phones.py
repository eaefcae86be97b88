"""Phones in a room: they join, vote, and are told what counts."""

from __future__ import annotations


def test_a_phone_joins_votes_and_is_counted(room):
    phone = room.phone()
    assert "Seat 1" in phone.get().text
    room.to("vote")
    ballot = phone.get()
    option = ballot.options[1]
    answer = phone.vote(option)

    assert "Your vote is counted" in answer.text
    assert dict(room.led.room.round.ballots) == {1: option}
    assert f'"seat":1,"option":"{option}"' in room.record[-1]
