"""Payments: a draft payment in Odoo, or a file for the bank; never a transfer by itself."""
