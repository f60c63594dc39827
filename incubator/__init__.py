"""Social organisations from application to graduation."""
