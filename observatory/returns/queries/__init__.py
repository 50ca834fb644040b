"""Reading what people get back: sheets by month, the question six weeks later."""
