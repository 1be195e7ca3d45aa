"""Seeds of a run: one number per check, so that the order of checks changes nothing."""

import hashlib


def check_seed(run_seed: int, check: str) -> int:
    """A 63-bit seed for one check of a run."""
    return derive(f"{run_seed}/{check}".encode())


def derive(material: bytes) -> int:
    """A 63-bit seed from any bytes."""
    return int.from_bytes(hashlib.blake2b(material, digest_size=8).digest(), "big") >> 1
