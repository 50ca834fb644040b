"""Pages of the person who reports: the wizard, the thank-you page, the follow-up by code."""
