"""Forms of the pages about a report; the wizard's are made from the questionnaire."""
