"""What can be printed of a questionnaire, and the letter of each in the code of its pages."""

KIND_OF = {"report": "R", "observation": "V", "card": "C"}
TARGETS = tuple(KIND_OF)
