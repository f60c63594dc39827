"""What do volunteers, and the staff who know them, read? Plain objects, constant queries."""
