"""One raw mail understood: bytes in, a value out; and the signed reply addresses by which an answer finds its way."""
