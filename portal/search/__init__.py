"""How is Chinese found? A search backend for Wagtail that knows where words lie inside a run of characters."""
