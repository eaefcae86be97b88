"""From bytes to tables, with the place of every key."""
