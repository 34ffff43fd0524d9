"""The application as a person meets it: keys in, screens and stored figures out."""
