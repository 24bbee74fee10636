"""20 projects of 11 units in 17 layouts, with planted faults and innocent look-alikes.

The truth about them was written from the regulation before the program was run.
"""
