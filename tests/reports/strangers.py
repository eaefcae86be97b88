"""What strangers may write into a scenario or a journal, for all tests of reports."""

from __future__ import annotations

from attrs import evolve
from hypothesis import strategies as st

from crisisengine import storage
from crisisengine.debriefing import SampledReachability, debrief
from crisisengine.engine.rules import Decision
from crisisengine.engine.run import replay

CONVOY = storage.load("the_convoy_home")
HOSTILE = "<script>alert(1)</script> ]]> & \"quoted\" 'too' <!-- --> </style></title> | ``` [x](javascript:x)"


def played(*measures):
    return debrief(
        replay(CONVOY, [Decision(*measure.split(".")) for measure in measures])[0],
        SampledReachability(CONVOY, plays=20),
    )


ONE = played("desk.notice", "table.un_escort", "camp.leaflets")


def rewritten(whole, text):
    """The same debrief with other people's words in every place that takes them."""
    reviews = [
        evolve(review, label=text, result=text, situation=text, why=text, by=text, expected=text, scene_title=text)
        for review in whole.reviews
    ]
    ending_options = tuple(evolve(option, title=text) for option in whole.ending_options)
    trajectories = tuple(
        evolve(trajectory, label=text, words=(text,) * len(trajectory.words)) for trajectory in whole.trajectories
    )
    sources = tuple((number, evolve(source, title=text, note=text, url=text)) for number, source in whole.sources)
    mix = tuple(evolve(kind, label=text) for kind in whole.mix)
    return evolve(
        whole, title=text, scenario=text, reviews=tuple(reviews), ending_options=ending_options, trajectories=trajectories, mix=mix, sources=sources,
        lessons=(text,), invented=text, leaves_out=text,
    )  # fmt: skip


MARKUP = st.lists(
    st.sampled_from(
        ["<", ">", "&", '"', "'", "`", "*", "_", "[", "]", "(", ")", "!", "#", "|", "\n", "\n\n", "> ", "- ", "1. ", "    ", "\\", "~~~",
         "<script>", "</script>", "<!--", "]]>", "</style>", "javascript:", "https://x.org", "glossary:", "[1]", "[2]: ", "![x](", "&lt;",
         "&#106;", "---", "<a href=x onclick=y>", "\x00", "ស្ត្រី", "é", "word", "\u202e", "onload=", "<svg/onload=x>", "|---|", "| a |"]
    ),
    max_size=14,
).map("".join)  # fmt: skip
