"""Pages of the state of play: public ones, and those of who publishes it."""
