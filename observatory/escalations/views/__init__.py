"""The pages of bodies and dossiers."""
