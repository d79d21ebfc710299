"""The chain from a way of losing a substance to areas of harm, one step a module."""
