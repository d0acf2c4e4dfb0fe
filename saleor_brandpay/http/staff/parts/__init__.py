"""Each part of the overview: what its template is given."""
