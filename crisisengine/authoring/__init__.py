"""The author's desk: what a text that is being written shows of itself."""
