"""Reading events: what everyone sees, what the team sees, who comes."""
