"""Frameworks other than the judge's own: a contract, a worker that speaks it, and one adapter file for each.

`contract.py` says what an adapter does; `pytorch.py` and `jax.py` are the ones that ship. An adapter file is found by
its framework's name, read as text for its `CARD`, and imported only beside the candidate's code.
"""
