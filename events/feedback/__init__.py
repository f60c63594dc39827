"""How was it? Whoever was there is asked the day after, answers for two weeks, and is then forgotten."""
