"""Proof of isolation: known code tries, in the candidate's place, what a candidate's code must not be able to do.

It takes the same way as any run: this folder's `reach.py` is the work under test and `test_reach.py` are its checks.
"""
