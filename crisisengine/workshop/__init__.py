"""A room that decides: seats, ballots, rounds and rules, as a pure state machine.

Nothing here knows a screen, a server, a disk or the engine. A command of a person (`commands`) is answered by the lines
that the record will hold (`events`), or is refused with a sentence; a room (`room.Room`) is what its lines make of it, one
after the other. So a record that was read again is the room that wrote it.
"""
