"""How fast proctor is, measured from outside: `python -m benchmarks` runs all of it and writes `RESULTS.md`.

One module per benchmark; what they share (figures, a stage for sessions, a terminal to look at) lies beside them.
"""
