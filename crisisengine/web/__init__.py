"""Phones and consoles in a room: a small server for the laptop's own network, its pages without a script.

It shows and asks; what is asked goes through `session.workshop` as from the projector. Nothing here decides anything, and
nothing here is loaded before somebody opens a room.
"""
