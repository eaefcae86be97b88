"""What an author writes for a room: read as strictly as the rest, and nothing that a run depends on."""

from __future__ import annotations

import re

import pytest
from reading_aloud import DOCTRINE, EXAMPLE, INCLUDED, SMALL, codes, example, only, reading_of, small, told

from crisisengine.loader.reading import fingerprint
from crisisengine.model.prose import Alternative, Cite, Date, Plain
from crisisengine.model.scenario import Scenario

FERRY = '[scene.quay]\ntitle = "Quay"\ntext = "Fog."\n'


def sound() -> Scenario:
    """The example that uses every key."""
    return example().sound()


def quay(*lines: str, more: str = "") -> str:
    """A scene with these lines, and some tables behind it."""
    return FERRY + "".join(f"{line}\n" for line in lines) + more


# what a scene is given


def test_a_scene_has_as_many_minutes_as_it_says_and_none_where_it_says_nothing() -> None:
    scenes = sound().scenes

    assert (scenes["road"].minutes, scenes["town"].minutes) == (12, 0)


@pytest.mark.parametrize(("minutes", "message"), [
    ("0", "`minutes` goes from 1 to 120, 0 does not fit"),
    ("121", "`minutes` goes from 1 to 120, 121 does not fit"),
    ("2.5", "`minutes` needs a whole number, this is a fraction"),
])  # fmt: skip
def test_the_minutes_of_a_scene_are_1_to_120(minutes: str, message: str) -> None:
    assert only(small(quay(f"minutes = {minutes}"))).message == message
    assert small(quay("minutes = 1")).sound().scenes["quay"].minutes == 1
    assert small(quay("minutes = 120")).sound().scenes["quay"].minutes == 120


def test_the_guidance_of_a_scene_is_prose_like_any_other() -> None:
    guidance = sound().scenes["road"].guidance

    assert [type(piece) for piece in guidance] == [Plain, Alternative, Plain]
    assert isinstance(guidance[1], Alternative)
    assert guidance[1].sides[-1][-1] == Cite("press")
    assert sound().scenes["town"].guidance == ()


def test_the_questions_of_a_scene_are_prose_in_their_order() -> None:
    first, second = sound().scenes["road"].ask

    assert first == (Plain("Who speaks for the people on the buses?"),)
    assert second == (Plain("What do you owe a captain who smiles, on "), Date(), Plain("?"))
    assert sound().scenes["town"].ask == ()


def test_a_default_is_a_measure_of_its_scene_or_a_standing_one_that_it_offers() -> None:
    assert (sound().scenes["road"].default, sound().scenes["town"].default) == ("withdraw", "")
    own = '[scene.quay.measure.wait]\nlabel = "Wait"\n'
    standing = '[measure.part]\nlabel = "Part"\n'

    for default in ("wait", "part"):
        assert small(quay(f'default = "{default}"', more=own + standing)).sound().scenes["quay"].default == default
    refused = only(small(quay('default = "wiat"', more=own + standing)))
    assert (refused.code, refused.line, refused.hint) == ("unknown-measure", 21, "did you mean `wait`?")
    assert refused.message == "scene `quay` offers no measure `wiat`"
    elsewhere = only(small(quay('default = "leave"', more=own)))
    assert (elsewhere.code, elsewhere.route) == ("unknown-measure", "scene.quay.default")
    kept_out = only(small(quay("standing = false", 'default = "part"', more=own + standing)))
    assert kept_out.hint == "the scene says `standing = false`, and this is a standing measure"


def test_every_fault_in_a_text_for_a_room_is_found_where_it_stands() -> None:
    assert told(small(quay('guidance = "{trsut} and [^nobody] and {true: a|b|c}"'))) == [
        "21:14: error[unknown-name] there is no variable `trsut`",
        "21:27: error[unknown-source] there is no source `nobody`",
        "21:48: error[prose-syntax] this side has no guard",
    ]
    assert only(small(quay(r'guidance = "\u202e"'))).code == "forbidden-character"
    assert only(small(quay(f'guidance = "{"a" * 20_001}"'))).code == "too-large"
    assert told(small(quay('ask = ["Who?", "{trsut}?", ""]'))) == [
        "21:18: error[unknown-name] there is no variable `trsut`",
        "21:28: error[wrong-value] an item of `ask` is empty",
    ]
    assert only(small(quay('ask = "Who?"'))).hint == "write it in square brackets"
    assert only(small(quay(f"ask = {['Who?'] * 21}"))).message == "`ask` holds at most 20 items, here are 21"
    assert only(small(quay("guidance = \"{possible('home'): a | b}\""))).message == (
        "`possible` can be asked only in a property"
    )


def test_roles_are_read_in_their_order() -> None:
    officer, teacher = sound().roles.values()

    assert (officer.id, officer.title, officer.chair) == ("officer", "Duty officer", True)
    assert officer.brief == (Plain("You keep the list, on "), Date(), Plain("."), Cite("unhcr"))
    assert isinstance(officer.knows[0], Alternative)
    assert (teacher.id, teacher.chair, teacher.knows) == ("teacher", False, ())


def test_a_scene_and_a_measure_say_which_role_votes() -> None:
    scenes = sound().scenes

    assert (scenes["road"].voters, scenes["town"].voters) == ("officer", "")
    assert [measure.voters for measure in scenes["road"].measures.values()] == ["officer", "", "", ""]


PILOT = '[role.pilot]\ntitle = "Pilot"\nbrief = "You know the sandbanks."\n'
CREW = PILOT + PILOT.replace("pilot]", "mate]")
SAIL = '[scene.quay.measure.sail]\nlabel = "Sail"\n'


@pytest.mark.parametrize(("text", "expected"), [
    (quay('for = "pilto"', more=PILOT), "21:7: error[unknown-role] there is no role `pilto`"),
    (quay(more=SAIL + 'for = "pilto"\n' + PILOT), "23:7: error[unknown-role] there is no role `pilto`"),
    ('[measure.sail]\nlabel = "Sail"\nfor = "pilot"\n', "20:7: error[unknown-role] there is no role `pilot`"),
    (quay('for = "pilot"', more=SAIL + 'for = "mate"\n' + CREW),
     "24:1: error[misplaced] only `pilot` votes in this scene, so `mate` never could for this"),
    (CREW.replace("brief", "chair = true\nbrief"), "24:1: error[misplaced] role `pilot` has the chair already"),
    ("[role.pilot]\nknows = 'N'\nchair = 1\n",
     ("18:7: error[missing-key] role `pilot` needs `title`; 18:7: error[missing-key] role `pilot` needs `brief`; "
      "20:9: error[wrong-type] `chair` needs yes/no, this is a whole number")),
    (PILOT + 'knows = "{trsut}"\n', "21:11: error[unknown-name] there is no variable `trsut`"),
    (PILOT.replace("role.pilot", "role.Pilot"), "18:7: error[bad-id] `Pilot` cannot be an id"),
    ("".join(PILOT.replace("pilot", f"p{n}") for n in range(101)), "318:7: error[too-large] there are 101 roles, and 100 are the most"),
])  # fmt: skip
def test_every_fault_of_a_role_is_told_at_its_place(text: str, expected: str) -> None:
    assert "; ".join(told(small(text))) == expected


def test_a_standing_measure_may_be_for_a_role_that_does_not_vote_everywhere() -> None:
    part = '[measure.part]\nlabel = "Part"\nfor = "mate"\n'

    assert small(quay('for = "pilot"', more=part + SAIL + CREW)).diagnostics == ()


def test_a_doctrine_has_no_roles() -> None:
    mine = f'format = 1\n[doctrine]\ntitle = "D"\n{PILOT}'
    found = only(reading_of(SMALL.replace("format = 1", 'format = 1\nextends = "./mine.toml"'), mine=mine))

    assert (found.code, found.message) == ("misplaced", "`role` stands in a doctrine")


def test_whatever_is_wrong_with_the_keys_of_a_room_is_said_in_one_pass() -> None:
    lines = ('default = "leve"', "minutes = 500", 'guidance = "{trsut}"', 'ask = [""]', 'gidance = "G"')

    assert told(small(quay(*lines))) == [
        "21:11: error[unknown-measure] scene `quay` offers no measure `leve`",
        "22:11: error[wrong-value] `minutes` goes from 1 to 120, 500 does not fit",
        "23:14: error[unknown-name] there is no variable `trsut`",
        "24:8: error[wrong-value] an item of `ask` is empty",
        "25:1: error[unknown-key] scene `quay` has no key `gidance`",
    ]


def test_what_only_a_text_for_a_room_reads_or_cites_is_not_called_unread() -> None:
    held = '[variable.held]\nstart = true\n[source.log]\ntitle = "Log"\n'

    assert codes(small(quay(more=held))) == ["unread-variable", "uncited-source"]
    assert codes(small(quay('guidance = "{held: yes | no}[^log]"', more=held))) == []


# what a run depends on

PLAYED = re.sub(
    r'^(default = .*?|for +=.*?|minutes = 12|guidance = """.*?"""|ask = .*?)\n',
    "",
    EXAMPLE,
    flags=re.MULTILINE | re.DOTALL,
)
PLAYED = re.sub(r"^\[role.*?(?=^\[variable)", "", PLAYED, flags=re.MULTILINE | re.DOTALL)
"""The example without what is for a room."""


def fingerprint_of(text: str) -> str:
    """Of the example, changed."""
    return reading_of(text, mine=DOCTRINE, lake__one=INCLUDED).sound().fingerprint


def test_the_fingerprint_of_a_scenario_without_the_keys_of_a_room_is_what_it_was_before_there_were_any() -> None:
    assert fingerprint(
        {"format": 1, "scene": {"quay": {"title": "Quay", "text": "Fog."}}, "odd": [{"minutes": 3}]}
    ) == ("e095f8e587d2276cabb03e743b631e9d16c520e9793b917dbdb2ed818064c871")


def test_what_is_for_a_room_alone_does_not_change_the_fingerprint() -> None:
    assert not re.findall(r"^(?:default|for +=|\[role|minutes = 12|guidance|ask)", PLAYED, re.MULTILINE)
    assert fingerprint_of(PLAYED) == sound().fingerprint
    assert fingerprint_of(EXAMPLE.replace("minutes = 12", "minutes = 13")) == sound().fingerprint
    assert fingerprint_of(EXAMPLE.replace("page twice", "page once")) == sound().fingerprint
    assert fingerprint_of(EXAMPLE.replace("minutes      = 10", "minutes      = 11")) != sound().fingerprint


def test_what_a_run_has_to_count_for_a_room_alone_belongs_to_its_fingerprint() -> None:
    silent, asks = small(quay()).sound(), small(quay("guidance = \"{visits('quay') >= 2: Again. | New.}\"")).sound()
    asks_more = small(quay("guidance = \"{visits('quay') >= 3: Again. | New.}\"")).sound()
    taken = small(quay("guidance = \"{taken('leave'): So. | Not so.}\"")).sound()

    assert len({scenario.fingerprint for scenario in (silent, asks, asks_more, taken)}) == 4
    assert (asks.visit_caps, asks_more.visit_caps) == ({"quay": 3}, {"quay": 4})
    assert taken.taken_read == {"road.leave"}


def test_what_the_game_counts_anyway_is_counted_once_and_changes_no_fingerprint() -> None:
    promise = "[property.p]\nnever = \"visits('quay') >= 2 and taken('leave')\"\n"
    asks = "guidance = \"{visits('quay') >= 2 and taken('leave'): Again. | New.}\""

    silent, asking = small(quay(more=promise)).sound(), small(quay(asks, more=promise)).sound()
    assert (silent.fingerprint, silent.visit_caps) == (asking.fingerprint, asking.visit_caps)
