"""Words before they are published: levels of approval, checks, and hosts who share a programme."""
