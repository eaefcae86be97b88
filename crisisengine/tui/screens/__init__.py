"""The screens: each owns its flow and its keys; looks are in `widgets`, the outside is behind `session`."""
