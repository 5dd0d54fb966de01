"""Pictures of the lives of tapes: the lines of a function or cell, and a lane for each tape."""
