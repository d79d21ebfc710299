"""Relations on networks of sites: cascades."""
