"""Routes, one file a subject; each declares the action it is for."""
