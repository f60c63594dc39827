"""Who acts and where: organisations, their staff, areas, facilities and rooms."""
