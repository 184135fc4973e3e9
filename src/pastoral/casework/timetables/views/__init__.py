"""The pages of reduced timetables."""
