"""From exported files to one responses frame, with the reason for every row left out."""
