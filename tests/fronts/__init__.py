"""The fronts: how sources are found and read, and how findings are told."""
