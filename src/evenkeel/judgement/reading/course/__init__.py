"""The course of a conversation: what each turn says of how the customer feels, where it turned, and where it may go."""
