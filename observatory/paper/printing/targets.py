"""What can be printed of a questionnaire, and the letter of each in the code of its pages."""

KIND_OF = {"report": "R", "observation": "V", "card": "C"}
TARGETS = tuple(KIND_OF)
# Letters of what is read to answer, in points. A card of which four lie on a sheet holds no larger ones.
BODY_OF = {"report": 14, "observation": 14, "card": 12}
