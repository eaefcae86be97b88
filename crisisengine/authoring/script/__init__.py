"""The script: a whole scenario as a document for colleagues, with every guard and effect in words."""
