"""What is going on: programmes, events, sessions, places and sign-up."""
