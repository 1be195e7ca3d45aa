"""The untrusted side: a process that runs the candidate's code and answers one request at a time.

Nothing here decides anything, and nothing here is secret.
"""
