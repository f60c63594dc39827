"""Helpers sign up others of their estate, one by one or from a chain in a group."""
