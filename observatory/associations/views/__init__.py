"""The pages of this package: associations, their members, the tour, the first steps, the public list."""
