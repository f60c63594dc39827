"""Where do volunteers come to? Becoming one, finding shifts, and what is theirs."""
