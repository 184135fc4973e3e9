"""Django's PostgreSQL backend with the two guards that no manager, join or cascade can go round (see `compiler`)."""
