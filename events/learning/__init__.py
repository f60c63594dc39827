"""What one learns: qualification courses, qualifications and certificates of attendance."""
