"""What a room sees on the wall: one thing at a time, large, and nothing that the room should not know yet.

A `Slide` is what there is to see in a phase; each phase has its own (`slides` is the table). `ProjectorScreen` cuts a
slide into pages for the window that it has, and answers the facilitator's keys.
"""
