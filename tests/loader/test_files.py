"""Doctrine, scenario, includes: what overlays what, what stands twice, in which order, and what the fingerprint is of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from reading_aloud import DOCTRINE, EXAMPLE, INCLUDED, SMALL, codes, example, only, reading_of, small, told

EXTENDING = SMALL.replace("format = 1", 'format = 1\nextends = "./mine.toml"')
MAIN = '[party.soc]\nname = "SOC"\nmain = true\nconsent = 3\n'


def extending(more: str, doctrine: str = DOCTRINE) -> Any:
    """Read a small scenario with a doctrine."""
    return reading_of(EXTENDING + MAIN + more, mine=doctrine)


def including(pattern: str, **files: str) -> Any:
    """Read a small scenario that includes files."""
    return reading_of(SMALL.replace("minutes = 1", f"minutes = 1\ninclude = {pattern}"), **files)


def scene(name: str) -> str:
    """A scene."""
    return f'[scene.{name}]\ntitle = "{name}"\ntext = "{name}"\n'


# doctrine


def test_a_scenario_overlays_a_doctrines_table_key_by_key() -> None:
    variable = extending('[variable.authorisation]\nstart = "self_defence"\n').sound().variables["authorisation"]

    assert (variable.start, variable.label) == (1, "Authority for force")


def test_an_array_of_a_doctrines_table_is_replaced_whole() -> None:
    own = '[tag.robust_force]\ngates = [{ requires = "consent > 1" }]\n[scene.x]\ntitle = "X"\ntext = "X"\n'
    found = extending(own + '[scene.x.measure.m]\nlabel = "M"\ntags = ["robust_force"]\n').sound()

    assert len(found.scenes["x"].measures["m"].gates) == 1
    assert found.tags["robust_force"].label == "Robust force"


@pytest.mark.parametrize(
    "table",
    [
        '[variable.authorisation]\nvalues = ["none", "some"]\n',
        "[variable.authorisation]\nstart = 3\n",
        '[variable.consent]\nis = "3"\n',
        "[variable.consent]\nstart = 3\n",
        '[variable.authorisation]\nis = "3"\n',
    ],
)
def test_a_scenario_cannot_make_a_doctrines_variable_another_thing(table: str) -> None:
    assert codes(extending(table)) == ["doctrine-conflict"]


def test_the_same_words_and_formula_written_again_are_no_conflict() -> None:
    again = '[variable.authorisation]\nvalues = ["none", "self_defence", "mandate_defence", "all_necessary_means"]\n'

    assert extending(again).diagnostics == ()


def test_a_fault_of_the_doctrine_is_reported_in_the_doctrine() -> None:
    found = only(extending("", DOCTRINE.replace('tier  = "protection"', 'tier  = "protecton"')))

    assert (found.file, found.code, found.hint) == ("mine.toml", "unknown-heading", "did you mean `protection`?")


@pytest.mark.parametrize(
    ("doctrine", "expected"),
    [
        (DOCTRINE.replace("format = 1", ""), ["unknown-format"]),
        (DOCTRINE.replace("format = 1", "format = 2"), ["unknown-format"]),
        (DOCTRINE.replace("[doctrine]", "[doctrin]"), ["missing-key", "misplaced"]),
        (DOCTRINE + scene("camp"), ["misplaced"]),
        (DOCTRINE + '[scenario]\ntitle = "T"\n', ["misplaced"]),
        (DOCTRINE.replace("format = 1", 'format = 1\nextends = "./other.toml"'), ["misplaced"]),
        ("format = 1\ntag = 3\nvariable = 3\n[doctrine]\ntitle = 'T'\n[attribute.consent]\nlabel = 'C'\nrange = [0, 6]\n",
         ["wrong-type", "wrong-type"]),
    ],
)  # fmt: skip
def test_a_doctrine_holds_what_a_doctrine_holds(doctrine: str, expected: list[str]) -> None:
    assert codes(extending("", doctrine)) == expected


def test_without_a_main_party_the_least_consent_is_nobodys() -> None:
    found = only(reading_of(EXTENDING, mine=DOCTRINE))

    assert (found.file, found.message) == ("mine.toml", "no main party bears `consent`")


def test_a_doctrine_is_not_remarked_on() -> None:
    assert extending("").diagnostics == (), "others use the source and the entries that this scenario does not"


def test_a_doctrine_table_in_a_scenario_is_misplaced() -> None:
    assert codes(small('[doctrine]\ntitle = "T"\n')) == ["misplaced"]


# includes


def test_includes_are_read_as_listed_and_matches_by_path() -> None:
    files = {name: scene(name.replace("__", "_")) for name in ("b", "c__two", "c__one", "a")}

    found = including('["b.toml", "c/*.toml", "a.toml"]', **files).sound()

    assert list(found.scenes) == ["road", "b", "c_one", "c_two", "a"]


def test_a_file_that_two_patterns_name_is_read_once_where_it_is_named_first() -> None:
    found = including('["b.toml", "*.toml"]', a=scene("a"), b=scene("b")).sound()

    assert list(found.scenes) == ["road", "b", "a"]


def test_an_id_in_two_files_is_reported_at_both_places() -> None:
    found = including('["a.toml", "b.toml"]', a="\n" + scene("camp"), b=scene("camp"))

    assert [
        (diagnostic.file, diagnostic.line, diagnostic.column, diagnostic.code) for diagnostic in found.diagnostics
    ] == [
        ("a.toml", 2, 8, "duplicate-id"),
        ("b.toml", 1, 8, "duplicate-id"),
    ]
    assert found.diagnostics[0].hint == "the other one is `[scene.camp]` in b.toml, line 1; give one of them another id"


def test_scenes_and_endings_share_their_names() -> None:
    assert codes(small(scene("home"))) == ["duplicate-id", "duplicate-id"]
    assert codes(including('["a.toml"]', a=scene("home"))) == ["duplicate-id", "duplicate-id"]


def test_a_measure_and_a_standing_one_with_the_same_id_meet_only_where_both_are_offered() -> None:
    standing = '[measure.leave]\nlabel = "L"\ngoto = "home"\n'

    assert codes(small(standing)) == ["duplicate-id"]
    assert reading_of(SMALL.replace('text = "A road."', 'text = "A road."\nstanding = false') + standing).errors == ()


def test_what_stands_once_stands_in_the_first_file() -> None:
    other = '[scenario]\ntitle = "T"\n[clock]\nunit = "day"\n[kolor]\n'

    assert codes(including('["a.toml"]', a=other)) == ["misplaced", "misplaced", "misplaced"]


def test_an_included_file_may_name_the_format_if_it_is_the_same() -> None:
    assert including('["a.toml"]', a="format = 1\n" + scene("a")).diagnostics == ()
    assert codes(including('["a.toml"]', a="format = 2\n" + scene("a"))) == ["unknown-format"]


def test_a_scene_that_is_no_table_is_refused_in_every_file() -> None:
    assert codes(including('["a.toml"]', a="scene = 3\n")) == ["wrong-type"]
    assert codes(reading_of(SMALL.replace("format = 1", "format = 1\nvariable = 3\ninject = 3"))) == [
        "wrong-type",
        "wrong-type",
    ]
    found = including('["a.toml"]', a="ending = 'road'\n" + scene("road"))
    assert codes(found) == ["duplicate-id", "wrong-type", "duplicate-id"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('include = ["none.toml"]', "nothing matches `none.toml`"),
        ('include = "a.toml"', "`include` needs an array, this is a text"),
        ("include = [3]", "an item of `include` needs a text, this is a whole number"),
        ('include = [""]', None),
    ],
)
def test_an_include_that_names_nothing_is_refused(line: str, expected: str | None) -> None:
    found = reading_of(SMALL.replace("minutes = 1", f"minutes = 1\n{line}")).diagnostics

    assert found
    assert expected is None or [diagnostic.message for diagnostic in found] == [expected]


def test_an_unknown_doctrine_is_the_only_thing_said_and_names_are_not_blamed_for_it() -> None:
    text = EXTENDING.replace("./mine.toml", "peacekeping") + MAIN + "[variable.authorisation]\nstart = 'none'\n"
    found = only(reading_of(text, peacekeeping=DOCTRINE))

    assert (found.code, found.hint, found.line) == ("bad-include", "did you mean `peacekeeping`?", 3)


def test_faults_of_form_are_found_even_while_a_file_is_missing() -> None:
    assert codes(including('["none.toml"]')) == ["bad-include"]
    text = SMALL.replace("minutes = 1", 'minutes = "1"\ninclude = ["none.toml"]').replace('"home"', '"elsewhere"', 1)
    assert codes(reading_of(text)) == ["wrong-type", "bad-include"]


def test_every_unreadable_file_is_reported_at_once() -> None:
    found = including('["*.toml"]', a="x =", b="y = \n", c=scene("c"))

    assert [(diagnostic.file, diagnostic.line, diagnostic.code) for diagnostic in found.diagnostics] == [
        ("a.toml", 1, "toml-syntax"),
        ("b.toml", 1, "toml-syntax"),
    ]


def test_a_scenario_that_extends_or_includes_itself_comes_to_an_end() -> None:
    assert reading_of(SMALL.replace("format = 1", 'format = 1\nextends = "./id.toml"'), id=SMALL).errors
    assert including('["id.toml"]', id=SMALL).diagnostics == ()


def test_a_scenario_has_at_most_two_hundred_files() -> None:
    files = {f"f{number}": "" for number in range(250)}

    assert codes(including('["*.toml"]', **files)) == ["too-large"]


# order and fingerprint


def test_a_table_stands_where_its_header_first_appears() -> None:
    found = small(
        '[scene.b.measure.late]\nlabel = "L"\n' + scene("a") + scene("b") + '[scene.b.measure.early]\nlabel = "E"\n'
    ).sound()

    assert list(found.scenes) == ["road", "b", "a"]
    assert list(found.scenes["b"].measures) == ["late", "early"]


def fingerprint_of(text: str, doctrine: str = DOCTRINE, included: str = INCLUDED) -> str:
    """The fingerprint of the example, changed."""
    return reading_of(text, mine=doctrine, lake__one=included).sound().fingerprint


def test_comments_layout_ways_of_writing_and_newly_accepted_warnings_do_not_change_the_fingerprint() -> None:
    before = example().sound().fingerprint

    assert fingerprint_of(re.sub(r"(\[scene\.\w+\])", r'\1\nallow = ["long-scene"]', EXAMPLE)) == before
    assert fingerprint_of("# more\n" + EXAMPLE.replace("# The example", "# An example")) == before
    assert fingerprint_of(re.sub(r" +=", " =", EXAMPLE)) == before
    assert fingerprint_of(EXAMPLE.replace('title = "The town"', "title = '''The town'''")) == before
    assert fingerprint_of(EXAMPLE.replace("\n", "\r\n")) == before
    assert fingerprint_of(EXAMPLE.replace("takes   = 0", "takes   = 0x0")) == before
    assert fingerprint_of(EXAMPLE, DOCTRINE.replace("# A doctrine", "# The doctrine"), INCLUDED + "# end\n") == before


def changes() -> Iterator[tuple[str, str, str]]:
    """Texts, doctrines and included files that differ in what is said."""
    yield EXAMPLE.replace("The town", "The city"), DOCTRINE, INCLUDED
    yield EXAMPLE.replace("takes   = 0", "takes   = 1"), DOCTRINE, INCLUDED
    yield (
        EXAMPLE.replace('"trust += 1", "escort_promised = true"', '"escort_promised = true", "trust += 1"'),
        DOCTRINE,
        INCLUDED,
    )
    silence, stopped = EXAMPLE.index("[ending.silence]"), EXAMPLE.index("[ending.stopped]")
    yield (
        EXAMPLE[:stopped]
        + EXAMPLE[silence : EXAMPLE.index("[ending.time")]
        + EXAMPLE[stopped:silence]
        + EXAMPLE[EXAMPLE.index("[ending.time") :],
        DOCTRINE,
        INCLUDED,
    )
    yield EXAMPLE, DOCTRINE.replace("Being there.", "Being near."), INCLUDED
    yield EXAMPLE, DOCTRINE, INCLUDED.replace("Water.", "Much water.")


@pytest.mark.parametrize("changed", list(changes()))
def test_a_word_an_order_or_the_doctrine_changes_the_fingerprint(changed: tuple[str, str, str]) -> None:
    assert fingerprint_of(*changed) != example().sound().fingerprint


# warnings and allow


TWIN = '[ending.twin]\ntitle = "Home"\nrank = 2\ntext = "Home."\n'
WARNED = {
    "unread-variable": "[variable.v]\nstart = true\n",
    "twin-endings": TWIN,
    "untaught-objective": '[objective.o]\ntext = "O"\n',
    "uncited-source": '[source.s]\ntitle = "S"\n',
}


@pytest.mark.parametrize("code", WARNED)
def test_a_warning_does_not_keep_a_scenario_from_loading_and_can_be_accepted_where_it_stands(code: str) -> None:
    found = small(WARNED[code])

    assert codes(found) == [code]
    assert found.scenario is not None
    assert found.errors == ()
    accepted = small(WARNED[code] + f'allow = ["{code}"]\n')
    assert accepted.diagnostics == ()
    assert [place[1] for place in accepted.allowed] == [code]


def test_a_warning_that_is_accepted_elsewhere_is_still_given() -> None:
    assert codes(small('[variable.w]\nstart = true\nallow = ["unread-variable"]\n[variable.v]\nstart = true\n')) == [
        "unread-variable"
    ]


@pytest.mark.parametrize(
    "reader",
    [
        '[scene.x]\ntitle = "X"\ntext = "{v: a | b}"\n',
        '[scene.x]\ntitle = "X"\ntext = "{v}"\n',
        '[property.p]\nnever = "v"\n',
        '[inject.i]\ntext = "I"\nwhen = "v"\n',
        '[variable.d]\nlabel = "D"\nis = "not v"\n',
        '[measure.m]\nlabel = "M"\neffects = ["v = not v"]\n',
    ],
)
def test_a_variable_is_read_by_a_guard_a_text_a_property_or_another_variable(reader: str) -> None:
    assert small(WARNED["unread-variable"] + reader).diagnostics == ()


def test_changing_a_number_is_not_reading_it() -> None:
    number = "[variable.v]\nstart = 1\nrange = [0, 3]\n"

    assert codes(small(number + '[measure.m]\nlabel = "M"\neffects = ["v += 1"]\n')) == ["unread-variable"]


def test_a_label_shows_a_variable_on_the_panel_so_somebody_reads_it() -> None:
    assert small(WARNED["unread-variable"] + 'label = "V"\n').diagnostics == ()


def test_an_unknown_warning_cannot_be_accepted() -> None:
    assert told(small('[variable.v]\nstart = true\nallow = ["unread"]\n'))[0].endswith("`unread` is no warning")
    assert small('[ending.e]\ntitle = "E"\nrank = 1\ntext = "E"\nallow = ["no-dilemma"]\n').errors == ()


def test_two_doctrines_are_one_fault_and_what_they_would_have_brought_is_none() -> None:
    text = EXTENDING.replace('"./mine.toml"', '["./mine.toml", "./other.toml"]')
    reading = reading_of(text + MAIN + '[tag.late]\nlabel = "Late"\ngates = [{ requires = "consent > 1" }]\n')
    (fault,) = reading.errors
    assert (fault.code, fault.route) == ("wrong-type", "extends")
    assert fault.hint.startswith("a scenario extends one doctrine")
