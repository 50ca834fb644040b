"""What is asked about campaigns."""
