"""What polled feeds say: bytes of Atom, RSS, GDACS, USGS, EPSS, TAXII, JSON or CSV to plain rows. No fetching here."""
