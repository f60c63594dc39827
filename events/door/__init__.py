"""The day itself: who came, in time, late or not, by screen, code or paper."""
