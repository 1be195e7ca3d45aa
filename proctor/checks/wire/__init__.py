"""The language between judge and worker: plain values, tensors as bytes, and one reply for each request.

Both sides decode strictly and within bounds; nothing here unpickles, and no file descriptor is ever accepted.
"""
