"""How does an organisation join? It applies, its centre checks, and the decision makes it a place of its own."""
