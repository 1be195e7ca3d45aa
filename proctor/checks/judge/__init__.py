"""The trusted side: check code, expected values, clock and comparison; asks a worker about the candidate's code."""
