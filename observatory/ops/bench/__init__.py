"""Measuring speed as a ratio to something in the same run: `script/bench`."""
