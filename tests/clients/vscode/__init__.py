"""VS Code, as a web page."""
