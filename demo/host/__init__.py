"""The mini host: it calls the plugin as Saleor does, on machines that have no Saleor.

It is not Saleor. It knows one way to sell goods, no taxes, vouchers or permissions, and only what
the plugin needs to be run and tested. Names and shapes come from `shapes.json`.
"""
