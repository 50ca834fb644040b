"""What is answered about groups."""
