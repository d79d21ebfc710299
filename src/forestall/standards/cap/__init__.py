"""OASIS Common Alerting Protocol 1.2 (2010): messages, their XML, and which of them are in force."""
