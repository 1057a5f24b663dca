"""What keeps the site running: backups, and asking whether addresses still answer."""
