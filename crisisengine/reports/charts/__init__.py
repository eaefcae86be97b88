"""The pictures of a report: inline SVG, each with the table behind it."""
