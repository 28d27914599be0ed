"""The questionnaire as a form for another tool, and the answers that come back, one file a tool."""
