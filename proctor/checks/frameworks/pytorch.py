"""PyTorch, the judge's own framework: its worker (`worker/server.py`) speaks the wire itself and needs no adapter.

This is its card, as every adapter file has one. It loses nothing.
"""

CARD = {
    "name": "pytorch",
    "title": "PyTorch",
    "packages": ("torch",),
    "documentation": {
        "torch": "https://docs.pytorch.org/docs/stable/",
        "Extending autograd": "https://docs.pytorch.org/docs/stable/notes/extending.html",
    },
}
