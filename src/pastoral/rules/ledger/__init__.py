"""The education ledger: what was owed, offered and attended, week by week, in minutes."""
