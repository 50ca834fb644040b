"""Pages of the desk: one entry, its slip, an association's own reports, following for a person."""
