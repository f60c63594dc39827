"""Many residents, few places, and workers that are killed: what must hold all the same."""
