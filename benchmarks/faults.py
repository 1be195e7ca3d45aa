"""What goes wrong in a benchmark: then there is no figure, never a made-up one."""


class BenchmarkFault(Exception):
    """A measurement could not be made; the message says what was awaited and what was seen instead."""
