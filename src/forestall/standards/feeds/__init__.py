"""Feeds: Atom (RFC 4287) and RSS 2.0 (RSS Advisory Board, 2.0.11), as far as warnings are spread with them."""
