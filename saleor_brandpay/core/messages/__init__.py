"""What people are told: buyers and staff, in Korean and English."""
