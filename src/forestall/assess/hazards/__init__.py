"""Models of consequences, one file each; none knows another."""
