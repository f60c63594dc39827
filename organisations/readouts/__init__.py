"""What does a page need to know of organisations? Small frozen objects, made with few queries."""
