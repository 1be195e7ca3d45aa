"""The candidate's editor and shell: what they find there, how well they are kept apart, and what starts them."""
