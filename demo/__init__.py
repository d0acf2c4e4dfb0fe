"""A shop to try the plugin in, without Saleor. Not part of the package that is installed."""
