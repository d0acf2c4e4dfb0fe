"""The payment window: its sessions, steps, pages, and the JavaScript SDK that opens it."""
