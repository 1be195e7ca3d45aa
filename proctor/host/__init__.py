"""The process that owns one session: clock, journal, snapshots, watcher, checks, terminal and sockets. No screens.

It decides, writes the event, then believes it, then tells everybody. Killing it loses nothing that was acknowledged.
"""
