"""Reading rounds, one file per kind of question."""
