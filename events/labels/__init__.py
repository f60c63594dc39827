"""Labels under which programmes are reported, and what a month held under each."""
