"""The pages of the service: one module a page, its route; what it shows is made in `outlook/pages/`."""
