"""What was on and who came, in numbers: for an organisation, a centre, the district."""
