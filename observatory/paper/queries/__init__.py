"""Reading piles, one file per kind of question."""
