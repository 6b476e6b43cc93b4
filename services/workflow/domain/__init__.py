"""The law and the work as values: rules, facts, calendars, clocks and tasks; reads no database and no clock."""
