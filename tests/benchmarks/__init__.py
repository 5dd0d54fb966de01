"""Programs that print ratios of runs made side by side; nothing here is a test."""
