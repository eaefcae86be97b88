"""The looks of the debrief."""
