"""What knows nothing of the product: errors, clock, geography, ids, units."""
