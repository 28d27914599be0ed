"""The questionnaire as a form for another tool, one file a tool."""
