"""Time and peak memory measured from outside, against a baseline of the check author in a process of its own."""
