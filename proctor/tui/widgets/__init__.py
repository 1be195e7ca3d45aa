"""Parts of the candidate's screens: each shows one thing, and owns no clock, file or socket."""
