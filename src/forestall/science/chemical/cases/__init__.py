"""Published worked cases: what they give, what we get. Only `forestall validate` uses it."""
