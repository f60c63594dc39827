"""Signing up: who may, who is asked what, who is drawn or accepted, and what counts against whoever did not come."""
