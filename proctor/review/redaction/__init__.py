"""A record without its candidate's name: made anew from another, under a seal of its own that names the other's."""
