"""What is analysed again after an edit is what a fresh analysis finds."""
