"""The command line: words in, plain lines or JSON out, an exit code for scripts.

`commands` is the one table; a command's module is loaded only when that command is called. Nothing here draws screens.
"""
