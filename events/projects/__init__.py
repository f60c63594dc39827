"""Funded projects: what belongs to them, the record of each activity, and the dossier that accounts for it."""
