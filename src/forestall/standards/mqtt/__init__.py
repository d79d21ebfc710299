"""MQTT 5.0 (OASIS 2019), as a subscriber speaks it: packets from bytes and to bytes. No sockets, no session state."""
