"""A school year to try the portal with, for one school or for the country."""
