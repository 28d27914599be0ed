"""What Word files, workbooks and slides share: packing, text that XML may hold, charts as PNG."""
