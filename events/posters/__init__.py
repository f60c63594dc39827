"""What hangs in the lift and goes round the chat group? A poster of an event: a sheet of A4 and a tall picture.

From the top: ``keeping`` draws each once and keeps it, ``layout`` decides what stands where, ``lettering`` sets lines.
"""
