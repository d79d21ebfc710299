"""The ways in that are not HTTP requests: MQTT, system logs over the network, growing files, polled feeds.

Every adapter reads, hands what it read to `Handing`, and says to its sender that it has it only after the commit.
"""
