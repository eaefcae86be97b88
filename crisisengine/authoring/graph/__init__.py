"""The story of a scenario as a picture: what leads where, how likely, and what nobody comes to."""
