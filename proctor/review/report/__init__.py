"""The report on a session: one model of its facts, read as a page, as Markdown, or by a program."""
