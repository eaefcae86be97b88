"""A debrief, or a cohort, typeset: as sections, and these as text, Markdown, HTML and records."""
