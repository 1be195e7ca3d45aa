"""Looking back at recorded sessions: one is played again as if it were live, so that interviewers can practise.

The recording plays the candidate and the checks; the person who watches plays the interviewer.
"""
