"""What is known and who says so: sources, outcomes, findings, graded summaries.

This app knows nothing of organizations; a summary names the kind of its subject, and
whoever is the subject points here.
"""
