"""What Django's system checks say of this installation."""
