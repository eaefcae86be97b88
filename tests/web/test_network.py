"""What a facilitator is told of a network: what was seen and tried as facts, what cannot be seen from here as questions."""

from __future__ import annotations

import itertools

import pytest

from crisisengine.web import network
from crisisengine.web.network import QUESTIONS, SYSTEMS, NetworkCard, advice, hotspot, remarks

WIFI = NetworkCard(name="wlan0", address="192.168.1.7")
CABLE = NetworkCard(name="eth0", address="10.4.0.9")
DOCKER = NetworkCard(name="docker0", address="172.17.0.1")
VPN = NetworkCard(name="utun3", address="10.8.0.2")
ALONE = NetworkCard(name="eth1", address="169.254.10.1")


def told(found, reached=(), **more):
    return "\n".join(remarks(found, dict(reached), **more))


def test_without_a_network_it_says_so_and_how_to_make_one_or_do_without():
    said = told([])

    assert "in no network" in said
    assert hotspot(network.system()) in said
    assert "raised hands" in said


def test_several_networks_are_listed_each_with_its_name_and_what_the_name_says():
    said = told([WIFI, DOCKER, VPN])

    assert "in 3 networks" in said
    assert "192.168.1.7  wlan0" in said
    assert "172.17.0.1  docker0  (by its name a network inside this computer" in said
    assert "10.8.0.2  utun3  (by its name a VPN" in said


def test_one_plain_network_is_no_news():
    assert told([WIFI]) == ""


def test_an_address_that_nobody_gave_is_named_for_what_it_is():
    assert "gave itself" in told([ALONE])


def test_what_was_tried_is_told_as_tried_and_no_more_is_claimed():
    assert "reaches itself at 192.168.1.7" in told([WIFI], {"192.168.1.7": True}.items())
    assert "only a phone can tell" in told([WIFI], {"192.168.1.7": True}.items())
    assert "does not reach itself" in told([WIFI], {"192.168.1.7": False}.items())


def test_an_address_of_this_computer_alone_is_told_as_that():
    assert "no phone can reach it there" in told([], bind="127.0.0.1")


def test_the_hall_s_network_comes_before_those_that_no_phone_is_in(monkeypatch):
    from types import SimpleNamespace

    listed = [ALONE, VPN, DOCKER, CABLE, WIFI, NetworkCard(name="lo", address="127.0.0.1")]
    family = network.socket.AF_INET
    addresses = {card.name: [SimpleNamespace(family=family, address=card.address)] for card in listed}
    states = {card.name: SimpleNamespace(isup=card is not CABLE) for card in listed}
    monkeypatch.setattr(network.psutil, "net_if_addrs", lambda: addresses)
    monkeypatch.setattr(network.psutil, "net_if_stats", lambda: states)

    assert network.cards() == (WIFI, VPN, DOCKER, ALONE)


def given(answers, connected=""):
    return advice(answers, address="http://192.168.1.7:8765", port=8765, connected=connected)


def test_nothing_is_said_before_something_is_answered():
    assert given({}) == []


@pytest.mark.parametrize("answers", list(itertools.product([True, False], repeat=len(QUESTIONS))))
def test_whatever_is_answered_leads_to_something_to_do(answers):
    assert given(dict(zip(QUESTIONS, answers, strict=True)))


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"same_wifi": False}, "Put it into that Wi-Fi"),
        ({"same_wifi": True, "at_once": True}, "http and not https"),
        ({"same_wifi": True, "at_once": False, "guest": True}, "keep phones apart"),
        ({"same_wifi": True, "at_once": False, "guest": False}, "a firewall on this computer is likely"),
    ],
)
def test_each_answer_has_its_advice(answers, said):
    assert said in " ".join(given(answers))


def test_what_was_seen_of_a_phone_comes_before_every_question():
    assert given({}, connected="It asked for https.") == ["It asked for https."]


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_system_is_told_how_it_lets_phones_in(system, monkeypatch):
    monkeypatch.setattr(network, "system", lambda: system)
    said = " ".join(given({"same_wifi": True, "at_once": False, "guest": False}))

    assert hotspot(system) in said
    assert network.firewall(system, 8765) in said
