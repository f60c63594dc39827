"""The shell that everything lives in: people, engines, shared pages, settings."""
