"""A desk teaches its own reader: marked lines in, a correction and what it is worth out."""
