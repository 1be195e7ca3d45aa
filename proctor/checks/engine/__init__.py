"""The check engine: a small supervisor without torch, two warm processes, and one fork per judge and worker.

`python -m proctor.checks.engine ADDRESS` serves runs on a Unix socket; see `proctor.checks.request` for the contract.
"""
