"""Signing in with toegangsbeheer Vlaanderen (ACM): eID, itsme, a code by app or text, a token."""
