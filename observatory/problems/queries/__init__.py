"""Reading problems; every page reads tallies, none counts."""
