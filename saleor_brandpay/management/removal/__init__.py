"""Taking the package out of a shop (M24): what is open, what is taken away, what stays."""
