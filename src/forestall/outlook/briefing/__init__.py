"""The outlook on paper: what a briefing shows, drawn for print, for a screen, and as slides."""
