"""What the owner orders by a message from the own number: read, planned and carried out through the owner's desk."""
