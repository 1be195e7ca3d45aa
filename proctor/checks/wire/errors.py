"""What can go wrong with a frame."""


class WireError(Exception):
    """The bytes are not a frame of this protocol, or are beyond its bounds."""


class NotPlain(Exception):
    """A value cannot travel; the message names what it is."""


class PeerClosed(Exception):
    """The other side is gone."""
