"""What was learned from labelled lines, beside the rules: the weight of words, and of words that stand together."""
