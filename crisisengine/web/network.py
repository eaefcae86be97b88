"""What can be known of a network without asking anybody in it, and what has to be asked of the person who stands in it.

`remarks` says what was seen and what was tried. Whether a phone gets through, only a phone can tell; whose fault it is when
none does, nobody on this computer can see. So there are questions (`QUESTIONS`), and what follows from their answers.
"""

from __future__ import annotations

import ipaddress
import platform
import re
import socket
from collections.abc import Mapping, Sequence
from typing import Literal

import psutil
from attrs import frozen

from crisisengine.text.messages import N_, _

__all__ = [
    "QUESTIONS",
    "SYSTEMS",
    "NetworkCard",
    "Question",
    "System",
    "advice",
    "cards",
    "firewall",
    "hotspot",
    "remarks",
    "system",
]

System = Literal["Windows", "macOS", "Linux"]
SYSTEMS: tuple[System, ...] = ("Windows", "macOS", "Linux")
Question = Literal["same_wifi", "at_once", "guest"]

_PRIVATE_TO_THIS_COMPUTER = re.compile(
    r"docker|veth|br-|virbr|vmnet|vboxnet|vethernet|hyper-v|virtualbox|vmware|wsl|podman|lxc|lxd|bridge100",
    re.IGNORECASE,
)
_TUNNEL = re.compile(r"tun|tap|utun|wg|ppp|zt|tailscale|vpn|nordlynx", re.IGNORECASE)
"""What a card's name begins with; a name is a hint and no proof."""
_DOCKER_HABIT = ipaddress.IPv4Network("172.16.0.0/12")


@frozen(kw_only=True)
class NetworkCard:
    """An IPv4 address of this computer, and where it lies."""

    name: str
    """As the system calls the card or the program that made it: `wlan0`, `Wi-Fi`, `docker0`."""
    address: str

    @property
    def remark(self) -> str:
        """What its name or its address says of it; empty where they say nothing."""
        if ipaddress.IPv4Address(self.address).is_link_local:
            return _("an address that this computer gave itself: nothing in that network hands any out")
        if _PRIVATE_TO_THIS_COMPUTER.match(self.name):
            return _("by its name a network inside this computer: no phone is in it")
        if _TUNNEL.match(self.name):
            return _("by its name a VPN: no phone is in it")
        return ""


def cards() -> tuple[NetworkCard, ...]:
    """The computer's addresses in networks that are up: those of homes and halls first, those that no phone is in last."""
    running = psutil.net_if_stats()
    found = [
        NetworkCard(name=name, address=address.address)
        for name, addresses in psutil.net_if_addrs().items()
        if name in running and running[name].isup
        for address in addresses
        if address.family == socket.AF_INET
    ]
    return tuple(sorted((card for card in found if _leads_out(card)), key=_likely))


def _leads_out(card: NetworkCard) -> bool:
    address = ipaddress.IPv4Address(card.address)
    return not (address.is_loopback or address.is_unspecified)


def _likely(card: NetworkCard) -> tuple[bool, bool, bool, bool, ipaddress.IPv4Address]:
    """The order in which a hall's network comes before a container's."""
    address = ipaddress.IPv4Address(card.address)
    return bool(card.remark), address.is_link_local, not address.is_private, address in _DOCKER_HABIT, address


def remarks(found: Sequence[NetworkCard], reached: Mapping[str, bool], *, bind: str = "") -> list[str]:
    """What was seen and what was tried, a sentence or a list each.

    Args:
        found: the computer's addresses.
        reached: for each address at which it tried to reach itself, whether it did.
        bind: the one address that was asked for; empty: all of them.
    """
    told = []
    if bind and ipaddress.IPv4Address(bind).is_loopback:
        told.append(_("{address} is this computer alone: no phone can reach it there.", address=bind))
    elif not found:
        return [
            _(
                "This computer is in no network, so no phone can reach it. Join the Wi-Fi of the house, open a hotspot, or "
                "lead the room by raised hands. A hotspot of this computer's own: {hotspot}",
                hotspot=hotspot(system()),
            )
        ]
    elif len(found) > 1:
        several = _("This computer is in {count} networks. A phone has to be in the same one:", count=len(found))
        told.append("\n".join([several, *(f"  {_listed(card)}" for card in found)]))
    elif found[0].remark:
        told.append(_listed(found[0]))
    for address, answers in reached.items():
        told.append(
            _(
                "Tried: this computer reaches itself at {address}. Whether a phone does, only a phone can tell.",
                address=address,
            )
            if answers
            else _(
                "Tried: this computer does not reach itself at {address}. No phone will. A VPN or a security program is the "
                "likeliest reason: end it for the session, and try again.",
                address=address,
            )
        )
    return told


def _listed(card: NetworkCard) -> str:
    told = f"{card.address}  {card.name}"
    return f"{told}  ({card.remark})" if card.remark else told


# what only a person can see

QUESTIONS: dict[Question, str] = {
    "same_wifi": N_("Is the phone in the same Wi-Fi as this computer, with its mobile data off?"),
    "at_once": N_("Does the phone say at once that it cannot connect? (no: it loads and loads)"),
    "guest": N_(
        "Is this a guest Wi-Fi, or one of a hotel, a school or an office, or one with a page on which one signs in?"
    ),
}
"""In the order in which they are asked."""


def advice(answers: Mapping[Question, bool], *, address: str, port: int, connected: str) -> list[str]:
    """What to do next, from the answers so far; empty while another question has to be asked.

    Args:
        answers: so far.
        address: that the phone was shown: `http://192.168.1.7:8765`.
        port: of it.
        connected: what a phone that did connect seems to have tried, a sentence; empty where none connected.
    """
    if connected:
        return [connected]
    if answers.get("same_wifi") is False:
        return [_("Put it into that Wi-Fi, and turn mobile data off until the session is over. Then try again.")]
    if answers.get("at_once"):
        return [
            _(
                "Then something answers and refuses. Is the address typed as it stands here, {address}, with http and not "
                "https? If it is, a firewall on this computer is likely. {firewall}",
                address=address,
                firewall=firewall(system(), port),
            )
        ]
    match answers.get("guest"):
        case True:
            return [
                _(
                    "Such networks often keep phones apart from computers. Nobody can see that from here, and nobody in the "
                    "room can change it: ask whoever runs the Wi-Fi, or take a network of your own. {hotspot}",
                    hotspot=hotspot(system()),
                )
            ]
        case False:
            return [
                _("Then a firewall on this computer is likely. {firewall}", firewall=firewall(system(), port)),
                _(
                    "To be sure, try once with a hotspot: if the phone comes through there, it was the Wi-Fi; if not, it is "
                    "this computer. {hotspot}",
                    hotspot=hotspot(system()),
                ),
            ]
    return []


def system() -> System:
    """What this computer runs; anything unknown is taken for a kind of Linux."""
    named: dict[str, System] = {"Windows": "Windows", "Darwin": "macOS"}
    return named.get(platform.system(), "Linux")


_HOTSPOT: dict[System, str] = {
    "Windows": N_(
        "Settings > Network & internet > Mobile hotspot: share over Wi-Fi, note name and password, switch it on. It takes eight "
        "devices at most, and some computers offer it only while they are in another network."
    ),
    "macOS": N_(
        "System Settings > General > Sharing > Internet Sharing, the button (i): share from something that is not Wi-Fi "
        "(Ethernet, or Thunderbolt Bridge if there is no cable), to devices using Wi-Fi; Wi-Fi options: name and password; "
        "then switch it on."
    ),
    "Linux": N_(
        "With NetworkManager: nmcli device wifi hotspot ssid Room password SOME-PASSWORD (this ends its own Wi-Fi "
        "connection); or Settings > Wi-Fi > Turn On Wi-Fi Hotspot."
    ),
}
_FIREWALL: dict[System, str] = {
    "Windows": N_(
        "Settings > Privacy & security > Windows Security > Firewall & network protection > Allow an app through firewall: "
        "tick Python for this kind of network; and let the network be a private one."
    ),
    "macOS": N_("System Settings > Network > Firewall > Options: allow incoming connections for Python."),
    "Linux": N_(
        "With ufw: sudo ufw allow {port}/tcp. With firewalld: sudo firewall-cmd --add-port={port}/tcp (until it is started "
        "anew)."
    ),
}


def hotspot(on: System) -> str:
    """How a computer opens a network of its own."""
    return _(_HOTSPOT[on])


def firewall(on: System, port: int) -> str:
    """How phones are let through to a port."""
    return _(_FIREWALL[on], port=port)
