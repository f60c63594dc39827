"""How do programmes come in from a file? Read, look at each row's fate, then write all of it or nothing."""
