"""Words for people: English, plain text, Markdown."""
