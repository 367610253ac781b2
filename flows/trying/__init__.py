"""A file looked at without loading it: how it would be read and why; a format drafted for a file of an unknown kind."""
