"""What does a page need to know of records? Small frozen objects, made with few queries, rendered by templates."""
