"""Events and their sessions in time and rooms: planned, changed, copied."""
