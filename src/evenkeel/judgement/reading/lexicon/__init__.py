"""What the reader knows of customers' words: one file for one family of situations."""
