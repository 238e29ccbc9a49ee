"""Draft records in Odoo: customer invoices, vendor bills, expenses, contacts, payments; never posted or deleted."""
