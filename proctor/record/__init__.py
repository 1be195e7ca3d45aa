"""The durable side of a session: journal, workspace walk, snapshots and the read side of both.

The only package that knows git. What a function here has returned is on disk; screens and rules never import it.
"""
