"""What moderators read: the queue, one report with all that bears on it, where help is."""
