"""One A4 page for a council: what it says, how it is set, and whether an interpellation can be admitted."""
