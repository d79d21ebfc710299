"""PMTiles: square tiles of a map in one file."""
