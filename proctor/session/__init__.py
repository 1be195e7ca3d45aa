"""The pure rules of one evaluation: events, phases, clock, and the fold that turns events into state.

No I/O, no clock read, no screens: time arrives as a number, decisions leave as events.
"""
