"""The check engine: trusted judge, separate worker, strict wire between them, and the pytest plugin.

A host talks to it through an engine address only (`request.py` says what travels). Expected values,
seeds and comparisons live in the judge; the candidate's code lives in the worker.
"""
