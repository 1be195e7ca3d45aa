"""A session in formats of others: JUnit XML and CTRF of its checks, asciicast of its terminal, tables of ProgSnap2."""
