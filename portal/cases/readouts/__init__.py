"""What do pages show of cases? Plain objects, each made with a number of queries that does not grow."""

from portal.cases.readouts.mine import my_cases, my_section, personal_data

__all__ = ["my_cases", "my_section", "personal_data"]
