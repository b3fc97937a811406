"""What an invoice says and how it is written down: pure, without database, clock or settings."""
