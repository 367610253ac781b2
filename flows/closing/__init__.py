"""Years that are closed: frozen into files, kept as published, compared with what would come out now."""
