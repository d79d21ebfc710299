"""TAXII 2.1: what a server answers and what a client asks; no HTTP and no store."""
