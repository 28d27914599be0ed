"""Questionnaires: the models, and reading them with the place of every problem."""
