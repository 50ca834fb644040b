"""What is asked about groups."""
