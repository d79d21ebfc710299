"""Recurrence rules of iCalendar (RFC 5545). Calendars, events and time zones of it are not here."""
