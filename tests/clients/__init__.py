"""Real editors, each with our server or plugin: they are shown a file and asked what they see."""
