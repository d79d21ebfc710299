"""The first stage: files of the place's sources to signals, records and alerts, through the door."""
