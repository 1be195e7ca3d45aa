"""The way between a host and its clients: socket paths, messages, the client side, and starting a host.

A client's role follows from the socket it can open, never from anything it says.
"""
