"""The secret address of a person's calendar: opened, changed, closed."""

from observatory.associations.queries.outreach import CALENDAR

open_calendar, close_calendar, purge_calendars = CALENDAR.open, CALENDAR.close, CALENDAR.purge
