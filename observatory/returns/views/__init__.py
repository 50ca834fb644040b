"""The pages of this package: for relays, for the person, for the team."""
