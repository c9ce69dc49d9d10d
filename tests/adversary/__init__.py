"""False claims that the checker must refuse, with a brute force written apart from it."""
