"""How do volunteers come to shifts, do them and get their hours? What is asked, taken, done and thanked for."""
