"""The year's records, as the programs that hold them export them: nobody retypes anything.

What a file is, is found by what it holds, never by its name. A reader takes the rows of a table and returns values; it
touches no disk. People are matched by address, alias and exact name, never by a guess.
"""
