"""How does a wish of residents become a programme? Asked, looked at, passed on, taken up, and those who asked told."""
