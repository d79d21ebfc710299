"""The forms in which alerts leave: one file a channel, none imports another."""
