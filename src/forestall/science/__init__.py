"""Published formulae, pure: no input or output, no clock, no random state of their own."""
