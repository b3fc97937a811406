"""Who you are and what you may do: people, memberships, roles, rights, sign-in."""
