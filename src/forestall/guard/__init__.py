"""What keeps persons out: pseudonyms, and the door through which everything comes in."""
