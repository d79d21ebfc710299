"""The validation page of the chemical models, made from published cases and field trials."""
