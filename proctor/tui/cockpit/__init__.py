"""The interviewer's cockpit: the mirror of the candidate's session, and private panes beside it."""
