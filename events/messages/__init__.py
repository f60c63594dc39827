"""What is told to people and when: messages, reminders, letters, and calls to those whom no message reaches."""
