"""What a draft of ours does to the customer who reads it: one file per family of codes."""
