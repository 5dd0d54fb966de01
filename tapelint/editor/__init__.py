"""What an editor is told of a program, in the protocol's own JSON: for every server that we are in.

Below it, by what each alone knows: `pages` (texts, lines and a client's columns), `settings`
(whose configuration is whose), `joined` (notebooks that come as one text), `programs` (a program
as it stood, and what is known of it),
`findings`, `actions` with `edits`, and `hover`. Nothing here knows a server, or needs one.
"""
