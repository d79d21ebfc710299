"""GeoParquet 1.1.0 (OGC 24-013): tables of features for spreadsheets of geographers and for engines."""
