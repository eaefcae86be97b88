"""A step over columns: whole layers of states at once."""
