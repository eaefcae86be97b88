"""The line-by-line player."""
