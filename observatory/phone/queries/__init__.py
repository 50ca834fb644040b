"""Reading what the line has to do and what it did."""
