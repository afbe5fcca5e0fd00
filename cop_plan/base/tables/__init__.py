"""Tables in files: CSV in any encoding and workbooks → rows of cells with places; and rows → CSV that is safe to open.

It knows nothing of what a table is about.
"""
