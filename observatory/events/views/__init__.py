"""Pages of events: public, on paper, registering, and those of the team."""
