"""What the candidate sees, as it happens, for somebody who watches: nothing here can act on it."""
