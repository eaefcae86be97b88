"""What changed between two versions of a scenario, for the people who play and prove it."""
