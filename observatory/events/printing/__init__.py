"""A poster and a programme on paper, for who has no internet."""
