"""The API as an OpenAPI document, made of the tables that validate requests, and as a page."""
