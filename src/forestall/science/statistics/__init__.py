"""Statistics of series: what is usual, and when it no longer is."""
