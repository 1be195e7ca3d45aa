"""proctor: timed work-sample exercises for deep-learning roles, in a terminal."""

__version__ = "0.1.0"
