"""What each survey tool's export looks like, one file a tool."""
