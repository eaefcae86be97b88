"""The Convoy Home and all that can be reached in it: worked out once for all tests of a process."""

from crisisengine import storage
from crisisengine.checker import explore_endings

CONVOY = storage.load("the_convoy_home")
REACHABLE = explore_endings(CONVOY)
