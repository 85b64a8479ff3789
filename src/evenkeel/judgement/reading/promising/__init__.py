"""How a message's sentences are read for what somebody may rely on."""
