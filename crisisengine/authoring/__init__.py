"""The author's desk: what a scenario says, read and told for those who write it. No screen, no player."""
