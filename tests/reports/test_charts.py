"""The pictures of a debrief: sound for any reader, the same bytes everywhere, nothing in them that their table lacks."""

from __future__ import annotations

import itertools
import random
import re
from xml.etree import ElementTree

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisengine import storage
from crisisengine.debriefing import Outlook, SampledReachability, TurningPoint, debrief
from crisisengine.debriefing.model import Chances, EndingOption, Mixed, Trajectory
from crisisengine.engine.rules import Decision
from crisisengine.engine.run import replay
from crisisengine.model.scenario import Site
from crisisengine.reports.charts.bars import Bar, bars
from crisisengine.reports.charts.catalogue import debrief_charts
from crisisengine.reports.charts.chance import chance_chart
from crisisengine.reports.charts.endings import endings_chart
from crisisengine.reports.charts.indicators import indicators_chart
from crisisengine.reports.charts.map import map_picture
from crisisengine.reports.charts.mix import mix_chart
from crisisengine.reports.charts.svg import STYLE, WIDTH, breadth, element, lines, number, picture, text
from crisisengine.reports.markup import as_markup
from crisisengine.testing import runs
from crisisengine.text.english import percent

CONVOY = storage.load("the_convoy_home")
OPENING = debrief(replay(CONVOY, [Decision("desk", "notice")])[0])
HOSTILE = "<script>alert(1)</script> ]]> & \"quoted\" 'too' <!-- -->"
TITLES = (
    "Home, and told the truth",
    "Home, and wary of everybody who had promised them anything at all in the spring of that year",
    "ត្រឡប់ទៅផ្ទះវិញដោយសុវត្ថិភាព និងដឹងការពិតអំពីផ្លូវ",
    "Rentrés à l’été, méfiants",
    HOSTILE,
    "Stopped at the line",
    "An incident, and an inquiry",
    "Nobody came",
    "The long way round",
)
LADDER = ("nobody", "police of one party", "UN vehicles at the head and the tail", HOSTILE)
SVG = "{http://www.w3.org/2000/svg}"


def made(decisions, endings, *, plays=0, ended=True, indicators=7, seed=1):
    """A debrief of so many decisions and endings; the last but one is reached, the others close somewhere on the way."""
    luck = random.Random(seed)
    ids = [f"ending_{place}" for place in range(endings)]
    rank = {name: endings - max(place, 1) if place < 3 else endings - place for place, name in enumerate(ids)}
    locked_measures = {name: luck.randint(1, decisions) for name in ids} | {ids[-2]: decisions + 1}
    reviews = []
    for at in range(1, decisions + 1):
        before, after = ([name for name in ids if locked_measures[name] > state] for state in (at - 1, at))
        best = max(rank[name] for name in before)
        turning = None
        if best > max(rank[name] for name in after):
            lost = tuple(name for name in before if rank[name] == best)
            by = luck.choice(["decision", "chance"])
            turning = TurningPoint(number=at, lost=lost, by=by, better=(), told=(), leads_to="", lucky=0)
        reviews.append(
            evolve(
                OPENING.reviews[0],
                number=at,
                label=f"Measure {at} & more",
                before=Outlook(tuple(before), plays),
                after=Outlook(tuple(after), plays),
                closed=tuple(name for name in ids if locked_measures[name] == at),
                turning=turning,
            )
        )
    return evolve(
        OPENING,
        ended=ended,
        reviews=tuple(reviews),
        ending_options=tuple(
            EndingOption(id=name, title=TITLES[at], rank=rank[name], reached=ended and name == ids[-2])
            for at, name in enumerate(ids)
        ),
        trajectories=tuple(trajectory(luck, decisions, at) for at in range(indicators)),
        chances=Chances(endings=((ids[0], 0.0004), (ids[-2], 0.55)), unfinished=0.1, diverged=0.3496, luck=0.2),
        mix=(
            Mixed(kind="tier", label="Dialogue", taken=2, offered=min(5, decisions)),
            Mixed(kind="phase", label=HOSTILE, taken=0, offered=0),
            Mixed(kind="principle", label="Do no harm", taken=3, offered=3),
        ),
    )


def trajectory(luck, decisions, at):
    sort = ("number", "word", "number", "truth")[at % 4]
    high = {"number": (5, 10, 100)[at % 3], "word": 3, "truth": 1}[sort]
    values = [luck.randint(0, high) for _ in range(decisions + 1)] if at % 5 else [high] * (decisions + 1)
    words = {"number": str, "word": LADDER.__getitem__, "truth": ("no", "yes").__getitem__}[sort]
    label = f"{TITLES[at % 9]}: consent"
    better = ("high", "", "low")[at % 3]
    return Trajectory(
        variable=f"v{at}",
        label=label,
        sort=sort,
        low=0,
        high=high,
        better=better,
        values=tuple(values),
        words=tuple(map(words, values)),
        party=at % 2 == 0,
    )


MADE = [
    made(8, 5, indicators=4),
    made(20, 7, plays=300),
    made(45, 9, indicators=12, seed=3),
    made(12, 6, ended=False, indicators=30, seed=5),
    made(300, 8, plays=20, seed=2),
    made(1, 5, indicators=1),
]
DRAWN = [chart for whole in MADE for chart in debrief_charts(whole).values()]
EACH = pytest.mark.parametrize("chart", DRAWN, ids=[f"{at}-{chart.key}" for at, chart in enumerate(DRAWN)])


def parsed(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 - our own text, and whether it is sound is the question


def texts(svg):
    return [node.text or "" for node in parsed(svg).iter(f"{SVG}text")]


def figures(words):
    return set(re.findall(r"\d+(?:\.\d+)?", " ".join(words)))


def table(chart):
    return [*chart.header, *itertools.chain(*chart.rows)]


@EACH
def test_a_picture_is_well_formed_and_says_what_it_is_to_those_who_do_not_see_it(chart):
    root = parsed(chart.svg)
    named = {node.get("id"): node.text for node in root.iter() if node.get("id")}

    assert root.tag == f"{SVG}svg" and root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [f"chart-{chart.key}-title", f"chart-{chart.key}-desc"] == [*named]
    assert [*named.values()] == [chart.title, chart.description]
    assert root.get("viewBox") and not root.get("width") and not root.get("height")


@EACH
def test_every_number_in_a_picture_stands_in_its_table(chart):
    assert figures(texts(chart.svg)) <= figures(table(chart))
    assert {len(row) for row in chart.rows} == {len(chart.header)}
    assert all(row[0] for row in chart.rows)


@EACH
def test_a_picture_is_legible_and_nothing_leaves_its_edges(chart):
    root = parsed(chart.svg)
    sizes = [float(node.get("font-size")) for node in root.iter(f"{SVG}text")]
    left, _, width, _ = map(float, root.get("viewBox").split())

    assert min(sizes) >= 12 and width <= WIDTH + 10
    for node in root.iter(f"{SVG}text"):
        reach = breadth(node.text or "", int(node.get("font-size")))
        start = float(node.get("x")) - {"middle": reach / 2, "end": reach}.get(node.get("text-anchor"), 0)
        assert left - 1 <= start or node.get("x") == "0"
        assert start + reach <= left + width + 12  # the estimate is on the wide side


def test_pictures_have_the_same_bytes_each_time():
    assert [chart for whole in MADE for chart in debrief_charts(whole).values()] == DRAWN


@EACH
def test_a_picture_has_no_noise_in_its_numbers(chart):
    measures = [
        value for node in parsed(chart.svg).iter() for key, value in node.items() if key not in {"fill", "stroke"}
    ]

    assert not re.search(r"\d\.\d\d|\d[eE][-+]?\d|nan|inf\b", " ".join(measures))


@EACH
def test_a_picture_carries_colours_only_by_name_with_a_plain_one_to_fall_back_on(chart):
    for node in parsed(chart.svg).iter():
        for key in ("fill", "stroke"):
            painted = node.get(key)
            assert painted in {None, "none"} or f"{key}-" in node.get("class", "")
            assert painted in {None, "none"} or re.fullmatch("#[0-9a-f]{6}", painted)
        assert node.get("style") is None


def test_the_colours_can_be_told_from_the_paper_by_day_and_by_night():
    for block in re.findall(r":root\{(.*?)\}", STYLE):
        colours = dict(re.findall(r"--(\w+):(#\w{6})", block))
        for name in ("ink", "muted", "main", "turn"):  # texts
            assert contrast(colours[name], colours["paper"]) >= 4.5, name
        assert contrast(colours["ink"], colours["soft"]) >= 4.5
        assert contrast(colours["lane"], colours["paper"]) >= 3
        assert contrast(colours["lane"], colours["soft"]) >= 3


def contrast(whole, other):
    light, dark = sorted((luminance(whole), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_each_lane_stops_at_the_decision_that_closed_its_ending():
    for whole in MADE:
        chart = endings_chart(whole)
        told = {row[0]: row for row in chart.rows}
        for review in whole.reviews:
            closed = [whole.names[name] for name in review.closed]
            assert told[str(review.number)][2] == ("; ".join(closed) or "none")
            assert (told[str(review.number)][4] != "no") == bool(review.turning)
        locked_measures = [str(review.number) for review in whole.reviews for _ in review.closed]
        numbers = texts(chart.svg)
        assert all(numbers.count(number) >= locked_measures.count(number) for number in locked_measures)


def test_the_reached_ending_is_told_and_no_rank_is():
    whole = made(8, 5)
    ranked = evolve(
        whole, ending_options=tuple(evolve(option, rank=option.rank * 7919) for option in whole.ending_options)
    )
    chart = endings_chart(ranked)

    assert f"{whole.names['ending_3']}: reached" in chart.description
    assert chart.rows[-1][:2] == ("Reached", whole.names["ending_3"])
    assert (chart.svg, chart.rows) == (endings_chart(whole).svg, endings_chart(whole).rows)
    assert not figures([chart.svg, *table(chart)]) & {str(option.rank) for option in ranked.ending_options}


def test_a_run_that_is_not_over_leaves_open_what_is_open():
    chart = endings_chart(made(12, 6, ended=False))

    assert "open at the end" in chart.description and "open at the end" in texts(chart.svg)
    assert "reached" not in texts(chart.svg)


def test_what_random_plays_did_not_meet_is_drawn_as_a_doubt_and_said_to_be_one():
    exact, sampled = made(20, 7), made(20, 7, plays=300)

    assert "random plays" not in endings_chart(exact).caption and "in doubt" not in " ".join(
        texts(endings_chart(exact).svg)
    )
    assert "300 random plays" in endings_chart(sampled).caption and "in doubt" in " ".join(
        texts(endings_chart(sampled).svg)
    )
    assert "met in 300 random plays" in endings_chart(sampled).rows[0][3]


def test_where_a_run_stands_still_open_its_last_closing_is_in_doubt_and_where_it_has_ended_it_is_not():
    for ended in (True, False):
        whole = made(1, 5, plays=10, ended=ended)
        assert ("not met after the decision of this number" in texts(endings_chart(whole).svg)) == (not ended)
        assert ("closed by decision 1" in endings_chart(whole).description) == ended


def test_what_was_met_later_was_possible_before_though_random_plays_missed_it():
    whole = made(8, 5, plays=10)
    first, later = whole.reviews[0], whole.reviews[1].after.endings
    left = tuple(name for name in first.after.endings if name not in later)
    missed = (evolve(first, after=Outlook(left, 10)), *whole.reviews[1:])

    assert len(later) > 1
    assert endings_chart(evolve(whole, reviews=missed)).svg == endings_chart(whole).svg


def test_an_ending_that_was_never_possible_is_told_to_be():
    whole = made(8, 5)
    never = (*whole.ending_options, EndingOption(id="never", title="Never there", rank=-1, reached=False))

    assert "not possible from the start" in texts(endings_chart(evolve(whole, ending_options=never)).svg)
    assert endings_chart(evolve(whole, ending_options=never)).rows[0][2] == "Never there"


def test_where_there_is_nothing_to_compare_there_is_no_picture():
    unseen = evolve(
        OPENING, chances=Chances(endings=(("home_and_told", 1.0),), unfinished=0.0, diverged=0.0, luck=0.0), mix=()
    )

    assert endings_chart(unseen) is chance_chart(unseen) is mix_chart(unseen) is None
    assert indicators_chart(evolve(unseen, trajectories=())) is indicators_chart(evolve(unseen, reviews=())) is None
    assert debrief_charts(evolve(unseen, trajectories=(), situation=None)) == {}


def test_of_very_many_indicators_the_pictures_show_those_that_moved_and_the_table_all():
    whole = made(12, 6, indicators=30, seed=5)
    chart = indicators_chart(whole)
    still = sum(len(set(trajectory.values)) == 1 for trajectory in whole.trajectories)

    assert len([row for row in chart.rows if row[0] != "Turning points"]) == 30
    assert f"{still + max(0, 30 - still - 24)} more stand in the table only" in chart.caption


@settings(max_examples=15, deadline=None)
@given(runs(CONVOY, longest=16))
def test_any_run_of_a_shipped_scenario_has_sound_pictures(decisions):
    whole = debrief(replay(CONVOY, decisions)[0], SampledReachability(CONVOY, plays=5))

    for chart in debrief_charts(whole).values():
        parsed(chart.svg)
        assert figures(texts(chart.svg)) <= figures(table(chart))
    assert (endings_chart(whole) is None) == (not decisions)


XML = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80)


@settings(max_examples=60, deadline=None)
@given(XML)
def test_any_title_survives_in_the_words_of_a_picture(title):
    whole = made(3, 5, indicators=1)
    whole = evolve(whole, ending_options=tuple(evolve(option, title=title) for option in whole.ending_options))
    chart = endings_chart(whole)
    root = parsed(chart.svg)
    said = root.find(f"{SVG}desc").text

    assert "".join(as_markup(title).split()) in "".join(as_markup(said).split())
    assert title in chart.rows[-1][1]
    assert {node.tag for node in root.iter()} <= {f"{SVG}{tag}" for tag in ("svg", "title", "desc", "rect", "text", "line", "g", "path", "circle")}  # fmt: skip


@settings(max_examples=200)
@given(XML, st.integers(60, 400), st.integers(1, 4))
def test_broken_lines_hold_the_text_in_order_and_keep_to_their_width(content, width, most):
    found = lines(content, width, most=most)
    whole = "".join(re.sub(r"[\s\u200b]", "", line) for line in lines(content, width, most=10**6))

    assert len(found) <= most
    assert whole == re.sub(r"[\s\u200b]", "", content)
    assert all(breadth(line, 13) <= width or len(line) < 3 or not line.isascii() for line in found)


def test_a_khmer_vowel_or_subscript_is_never_parted_from_its_letter():
    word = "ស្ត្រីកម្ពុជា" * 4

    for line in lines(word, 60, most=99):
        assert not re.match("[\u17b4-\u17d3]", line) and not line.endswith("\u17d2")


@given(st.floats(-1e6, 1e6))
def test_numbers_are_written_to_a_tenth(value):
    assert re.fullmatch(r"-?\d+(\.[1-9])?", number(value)) and number(value) != "-0"
    assert abs(float(number(value)) - value) <= 0.051


def test_shares_are_written_without_pretence():
    assert [percent(share) for share in (0, 0.0004, 0.125, 0.5, 0.9996, 1)] == ["0 %", "under 0.1 %", "12.5 %", "50 %", "over 99.9 %", "100 %"]  # fmt: skip


def test_bars_serve_any_rows():
    drawing = bars((Bar("One", 0.5, "50 %"), Bar(HOSTILE, 0, "none", "Others", beyond=1, hollow=True)))
    root = parsed(picture("x", "t", "d", drawing.height, drawing.body))

    assert drawing.height > 0 and len(root) == len(drawing.body) + 3


def test_an_attribute_or_a_text_cannot_break_out():
    drawn = element("g", text(0, 0, HOSTILE), id=HOSTILE)
    root = parsed(drawn)

    assert root.get("id") == HOSTILE and root[0].text == HOSTILE
    assert as_markup("a\x00b\x1b\ufffe\ud800") == "a\ufffdb\ufffd\ufffd\ufffd"


def on_a_map(*names, said=""):
    """The texts of a map with these places, at the corners of a square and in its middle, by turns; and the picture."""
    corners = ((12, 102), (12, 104), (14, 102), (14, 104), (13, 103))
    shown = OPENING.situation
    places = tuple(
        evolve(
            shown.places[0],
            site=Site(id=f"s{at}", name=name, latitude=corners[at % 5][0], longitude=corners[at % 5][1]),
            scenes=(),
        )
        for at, name in enumerate(names)
    )
    drawn = map_picture(
        evolve(shown, places=places, outline=None), "T", "D", {f"s{at}": said for at in range(len(names))}
    )
    return texts(drawn)[:-4], parsed(drawn)


@pytest.mark.parametrize("name", ["x" * 200, "word " * 40, "ជំរំ" * 50])
def test_a_long_name_on_a_map_ends_in_an_ellipsis_and_stays_in_the_picture(name):
    named, root = on_a_map(*[name] * 5, said="1, 3, 5, " * 30)

    assert len(named) == 5
    for node in list(root.iter(f"{SVG}text"))[:-4]:
        assert node.text.count("…") == 2
        assert float(node.get("x")) >= 0
        assert float(node.get("x")) + breadth(node.text, 12) <= WIDTH


def test_on_a_crowded_map_no_name_hides_another_or_a_mark():
    named, root = on_a_map(*(f"Place number {at}" for at in range(200)))
    plates = [
        tuple(float(node.get(key)) for key in ("x", "y", "width", "height"))
        for node in list(root.iter(f"{SVG}rect"))[2:]
    ]

    assert 5 < len(named) < 200
    for (x, y, wide, high), (left, top, *_) in itertools.combinations(sorted(plates), 2):
        assert left >= x + wide - 0.2 or top >= y + high - 0.2 or top + high <= y + 0.2
    marks = {(float(node.get("cx")), float(node.get("cy"))) for node in list(root.iter(f"{SVG}circle"))[:-2]}
    assert len(marks) == 5
    assert not any(
        x - 5 < at < x + wide + 5 and y - 5 < down < y + high + 5 for x, y, wide, high in plates for at, down in marks
    )


def test_what_stands_behind_a_name_that_runs_from_right_to_left_does_not_turn_round():
    named, _ = on_a_map("مركز", "Town", said="1, 2")

    assert named == ["مركز\u200e · 1, 2", "Town · 1, 2"]
