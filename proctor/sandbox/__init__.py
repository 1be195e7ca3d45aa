"""Confinement of processes on Linux: bubblewrap, Landlock, seccomp, limits. Knows nothing of checks or sessions."""
