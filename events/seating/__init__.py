"""Who gets a place: the counters, what is kept for somebody, the queue and its offers, and the diaries that follow."""
