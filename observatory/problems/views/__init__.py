"""Pages about problems: for everyone, and for the team."""
