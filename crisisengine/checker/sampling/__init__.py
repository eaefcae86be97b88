"""Random plays by the million: what the proof works out exactly, sampled, for what is too large to be explored."""
