"""The CISA Known Exploited Vulnerabilities catalogue."""
