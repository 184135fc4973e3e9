"""The demo: an invented authority with invented schools, people and pupils."""
