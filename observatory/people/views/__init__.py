"""The pages of this package: sign-in, one's own account, the team."""
