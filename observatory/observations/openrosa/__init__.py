"""What ODK Collect and other OpenRosa clients read and send: forms, lists, what was observed, settings."""
