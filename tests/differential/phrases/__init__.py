"""The phrases of the generated programs: each module one part of speech."""
