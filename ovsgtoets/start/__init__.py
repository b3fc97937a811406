"""What stands above every app: the start page with this role's next steps, the menu, the pages
for everybody, and the admin's home. It may import every app; no app imports it."""
