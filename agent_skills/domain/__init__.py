"""Pure rules and types of the product. Imports nothing but the standard library and pydantic."""
