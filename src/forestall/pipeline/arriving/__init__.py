"""What arrives, format by format: bytes of a known source to arrivals and what could not be used of them."""
