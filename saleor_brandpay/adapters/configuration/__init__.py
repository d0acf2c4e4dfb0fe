"""The plugin's page in the dashboard, and what one channel is configured with."""
