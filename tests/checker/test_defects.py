"""Each class of defect that story tools miss, seeded into a proved scenario, is found: code, place, shortest run."""

from __future__ import annotations

from pathlib import Path

import pytest
from judge import Judge

from crisisengine.checker import judge, prove
from crisisengine.engine.run import replay
from crisisengine.loader import MemoryResolver, Volume, read

HAIL = """[scene.road.measure.hail]
label = "Hail a boat"
goto = "camp"
[scene.road.measure.hail.chance.rain]
weight = "1 if consent >= 50 else 0"
"""
PROVED = """
format = 1
[scenario]
title = "Ten days"
summary = "A desk, a road, a camp."
start = "desk"
minutes = 5
[clock]
unit = "day"
length = 10
ending = "late"
[variable.consent]
start = 50
range = [0, 100]
[variable.safety]
start = 50
range = [0, 100]
[variable.asked]
start = false
[variable.papers]
start = false

[scene.desk]
title = "Desk"
text = "Papers. {consent >= 50: They nod. | They do not.}"
[scene.desk.measure.ask]
label = "Ask"
effects = ["consent += 7", "asked = true"]
goto = "road"
[scene.desk.measure.insist]
label = "Insist"
effects = ["consent -= 9", "safety += 5"]
goto = "road"
[scene.desk.measure.rest]
label = "Rest"
effects = ["safety -= 3"]
goto = "camp"

[scene.road]
title = "Road"
text = "Dust."
[scene.road.measure.slow]
label = "Slowly"
effects = ["safety += 4"]
goto = "camp"
[scene.road.measure.fast]
label = "Fast"
when = "consent > 31"
effects = ["safety -= 11", "consent += 3"]
goto = "camp"
[scene.road.measure.back_off]
label = "Back"
when = "consent <= 31"
effects = ["consent += 2"]
goto = "desk"

[scene.camp]
title = "Camp"
text = "Tents."
[scene.camp.measure.listen]
label = "Listen"
effects = ["consent += 1", "papers = true"]
goto = "desk"
[scene.camp.measure.press]
label = "Press"
when = "asked"
effects = ["consent -= 17"]
goto = "road"
[scene.camp.measure.sign]
label = "Sign"
requires = "papers and consent >= 60"
goto = "signed"

[ending.lost]
title = "Lost"
rank = 0
when = "consent <= 20 or safety <= 20"
text = "Nobody talks any more."
[ending.signed]
title = "Signed"
rank = 2
text = "It is signed."
[ending.late]
title = "Late"
rank = 1
text = "The days have run out."
"""
CONVOY = Path(__file__).parents[2] / "scenarios"


def judged(text):
    return judge(Path("ten_days.toml"), reading(text))


def reading(text):
    return read("ten_days", Volume("ten_days.toml", text.encode()), MemoryResolver({}))


def spoilt(*changes):
    text = PROVED
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands in the text once"
        text = text.replace(old, new)
    return text


def line_of(text, piece):
    return text[: text.index(piece)].count("\n") + 1


SCENE = '[scene.{0}]\ntitle = "{0}"\ntext = "Mud."\n[scene.{0}.measure.walk]\nlabel = "Walk"\ngoto = "{1}"\n'
STATE_DEFECTS = {
    "an orphan scene": (
        [("[ending.lost]", SCENE.format("attic", "desk") + "[ending.lost]")],
        "unreachable-scene",
        "attic",
    ),
    "two orphans that lead to each other": (
        [("[ending.lost]", SCENE.format("attic", "cellar") + SCENE.format("cellar", "attic") + "[ending.lost]")],
        "unreachable-scene",
        "cellar",
    ),
    "a guard that contradicts itself": (
        [('when = "asked"', 'when = "asked and not asked"')],
        "unreachable-measure",
        "press",
    ),
    "a guard out of reach": ([('when = "asked"', 'when = "consent >= 99"')], "unreachable-measure", "press"),
    "a scene only behind a dead guard": (
        [
            ('when = "asked"\neffects = ["consent -= 17"]\ngoto = "road"', 'when = "consent >= 99"\ngoto = "attic"'),
            ("[ending.lost]", SCENE.format("attic", "desk") + "[ending.lost]"),
        ],
        "unreachable-scene",
        "attic",
    ),
    "a common dead end": (
        [
            ('label = "Slowly"', 'label = "Slowly"\nwhen = "asked"'),
            ('when = "consent > 31"', 'when = "consent > 51"'),
        ],
        "dead-end",
        "road",
    ),
    "a dead end off by one": (
        [
            ('label = "Slowly"', 'label = "Slowly"\nwhen = "consent > 31"'),
            ('when = "consent <= 31"', 'when = "consent < 31"'),
        ],
        "dead-end",
        "road",
    ),
    "outcomes that all weigh nothing": (
        [
            (
                "[scene.road.measure.fast]",
                HAIL + "[scene.road.measure.fast]",
            )
        ],
        "no-outcome",
        "hail",
    ),
    "once-only measures used up": (
        [
            ('label = "Slowly"', 'label = "Slowly"\nonce = true'),
            ('label = "Fast"', 'label = "Fast"\nonce = true'),
        ],
        "dead-end",
        "road",
    ),
    "two scenes and no way out": (
        [
            ('effects = ["safety -= 3"]\ngoto = "camp"', 'effects = ["safety -= 3"]\ngoto = "marsh"'),
            (
                "[ending.lost]",
                SCENE.format("marsh", "bog").replace("goto", "takes = 0\ngoto")
                + SCENE.format("bog", "marsh").replace("goto", "takes = 0\ngoto")
                + "[ending.lost]",
            ),
        ],
        "trap",
        "marsh",
    ),
    "a circle where consent is low": (
        [
            ('label = "Slowly"', 'label = "Slowly"\nwhen = "consent > 31"'),
            ('when = "consent <= 31"\neffects = ["consent += 2"]\ngoto = "desk"', 'when = "consent <= 31"\ntakes = 0'),
        ],
        "trap",
        "road",
    ),
    "an ending that no state can reach": (
        [('"consent <= 20 or safety <= 20"', '"consent <= 20 and safety >= 90"')],
        "unreachable-ending",
        "lost",
    ),
    "a rule shadowed by an earlier one": (
        [
            (
                "[ending.signed]",
                '[ending.shunned]\ntitle = "Shunned"\nrank = 0\nwhen = "consent <= 12"\ntext = "Alone."\n[ending.signed]',
            )
        ],
        "unreachable-ending",
        "shunned",
    ),
}
DEAD_END = spoilt(*STATE_DEFECTS["a dead end off by one"][0])
TEXT_DEFECTS = {
    "a dangling target": ([('goto = "signed"', 'goto = "singed"')], "unknown-scene"),
    "an unknown name in a guard": ([('when = "asked"', 'when = "askd"')], "unknown-name"),
    "an unknown name in an effect": ([('"consent -= 17"', '"consnt -= 17"')], "unknown-name"),
    "an unknown name in a text": ([('text = "Tents."', 'text = "Tents. {tensts}"')], "unknown-name"),
    "a number compared with a text": ([('when = "consent > 31"', "when = \"consent == 'high'\"")], "type-mismatch"),
    "a duplicate scene": ([("[ending.lost]", "[scene.camp]\n[ending.lost]")], "toml-syntax"),
    "an unused variable": (
        [("[variable.asked]", "[variable.unused]\nstart = true\n[variable.asked]")],
        "unread-variable",
    ),
}


def test_the_unspoilt_scenario_is_proved():
    result = judged(PROVED)

    assert (result.verdict, result.diagnostics) == ("holds", ())


@pytest.mark.parametrize("name", STATE_DEFECTS)
def test_a_defect_of_behaviour_is_found_in_its_place_with_its_shortest_run(name):
    changes, code, place = STATE_DEFECTS[name]
    text = spoilt(*changes)
    result = judged(text)
    found = [
        diagnostic
        for diagnostic in result.diagnostics
        if diagnostic.code == code and diagnostic.route.split(".")[-1] == place
    ]

    assert result.verdict == "violated"
    assert len(found) == 1, result.diagnostics
    assert found[0].line == line_of(text, f"{found[0].route}]")
    by_brute_force = Judge(result.scenario).errors()
    proof = prove(result.scenario)
    lengths = {
        (located.remark.code, located.remark.path[-1]): located.run and (len(located.run), 0)
        for located in proof.remarks
        if located.severity == "error"
    }
    assert lengths == by_brute_force
    for located in proof.remarks:
        if located.run is not None:
            run, refused = replay(result.scenario, located.run)
            assert refused is None
            assert run.place in located.remark.path


@pytest.mark.parametrize("name", TEXT_DEFECTS)
def test_a_defect_of_the_text_is_found_where_it_stands(name):
    changes, code = TEXT_DEFECTS[name]
    text = spoilt(*changes)
    found = judged(text).diagnostics

    assert code in [diagnostic.code for diagnostic in found]
    assert all(diagnostic.line for diagnostic in found)


def test_the_gap_between_two_guards_is_a_handful_of_states_among_many():
    changes, _, _ = STATE_DEFECTS["a dead end off by one"]
    proof = prove(reading(spoilt(*changes)).scenario, reduce=False)
    stuck = sum(map(len, proof.found.stuck))

    assert 0 < stuck < 10
    assert proof.found.extent.states > 200


def test_the_tutorial_holds_without_an_error_and_so_do_the_larger_crises_by_our_plugin():
    from crisisengine.storage import read_scenario

    path = CONVOY / "the_convoy_home.toml"
    result = judge(path, read_scenario(path))

    assert result.verdict == "holds"
    assert [diagnostic for diagnostic in result.diagnostics if diagnostic.severity == "error"] == []
